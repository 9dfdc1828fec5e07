import assert from "node:assert/strict";
import { sorted } from "../../../src/testing/placement-contract/stage.ts";
import { onFloor, range, type Cases } from "./floor.ts";

/** Which worker gets what. */
export const routingCases: Cases = (placement, { test }) => {
  test("routing: by-key gives the same key to the same worker, in order", () =>
    onFloor(placement, async ({ openPool }) => {
      const key = (_type: string, payload: unknown): string => String(payload);
      const pool = await openPool({ size: 3, routing: "by-key", key });
      const keys = ["red", "green", "blue", "black", "white"];
      const jobs = range(500).map((n) => pool.submit("who", keys[n % 5] as string));
      const asked = range(50).map((n) => pool.ask("who", keys[n % 5] as string));
      const mapped: string[] = [];
      for await (const reply of pool.map(
        "who",
        range(50).map((n) => keys[n % 5] as string),
      ))
        mapped.push(reply);
      const replies = [...(await Promise.all(jobs)), ...(await Promise.all(asked)), ...mapped];
      const seen = new Map<string, { worker: string; last: number }>();
      for (const [n, reply] of replies.entries()) {
        const [worker = "", count] = reply.split(" ");
        const known = seen.get(keys[n % 5] as string);
        if (known !== undefined) assert.equal(worker, known.worker);
        assert.ok(Number(count) > (known?.last ?? 0), "in order");
        seen.set(keys[n % 5] as string, { worker, last: Number(count) });
      }
      assert.ok(new Set([...seen.values()].map(({ worker }) => worker)).size > 1);
    }));

  test("routing: by-key has nobody wait behind a key whose worker is busy", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 2, routing: "by-key", args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref }, { key: 0 });
      await probe.until(1);
      const behind = pool.submit("note", "behind", { key: 0 });
      assert.equal(await pool.submit("double", 4, { key: 1 }), 8);
      assert.equal(await pool.submit("double", 5), 10); // without a key: whoever is free
      assert.deepEqual(await probe.heard(), ["held begins"]);
      gate.open();
      await Promise.all([held, behind]);
    }));

  test("routing: by-key has what has no key done by whoever is free first", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const [gate, other] = [await closeGate(), await closeGate()];
      const probe = await openProbe();
      const pool = await openPool({ size: 2, routing: "by-key", args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref }, { key: 0 });
      const brief = pool.submit("hold", { name: "brief", gate: other.ref }, { key: 1 });
      await probe.until(2);
      const jobs = range(6).map((n) => pool.submit("double", n)); // while both are busy
      const asked = pool.ask("double", 6);
      other.open();
      assert.deepEqual(await Promise.all([...jobs, asked]), [0, 2, 4, 6, 8, 10, 12]);
      assert.deepEqual([held.status, await brief], ["running", "brief"]);
      gate.open();
      await held;
    }));

  test("routing: by-key rejects a job whose key cannot be told", () =>
    onFloor(placement, async ({ openPool }) => {
      const key = (_type: string, payload: unknown): string => (payload as { key: string }).key.trim();
      const pool = await openPool({ routing: "by-key", key });
      await assert.rejects(pool.submit("echo", undefined), { code: "ORDER_FAILED" });
      assert.deepEqual(await pool.submit("echo", { key: "a" }), { key: "a" });
    }));

  test("routing: by-key rejects a job whose key is none, and says what it is", () =>
    onFloor(placement, async ({ openPool, event }) => {
      const pool = await openPool({ routing: "by-key", key: (_type: string, payload: unknown) => payload as string });
      for (const [key, shown] of [
        [{}, "an object"],
        [null, "null"],
        [true, "true"],
        [Number.NaN, "NaN"],
        [Promise.reject(new Error("late")), "an object"],
      ] as const) {
        const message = `Cannot tell the key of a message: its function answered ${shown}, which is neither a text nor a number`;
        await assert.rejects(pool.submit("echo", key), { code: "ORDER_FAILED", message });
      }
      await assert.rejects(pool.ask("echo", null), { code: "ORDER_FAILED" });
      pool.tell("echo", null);
      assert.match((await event("fault")).error.message, /answered null/);
      assert.equal(await pool.submit("echo", undefined), undefined); // of none: whoever is free
      assert.equal(await pool.submit("echo", null, { key: 7 }), null);
    }));

  test("routing: round-robin gives each worker its turn", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool({ size: 3, routing: "round-robin" });
      while (pool.stats().workers.length < 3) await pool.submit("none");
      const names: string[] = [];
      for (let n = 0; n < 9; n++) names.push((await pool.submit("who", n)).split(" ")[0] as string);
      assert.equal(new Set(names).size, 3);
      assert.deepEqual(names.slice(3), names.slice(0, 6));
    }));

  test("routing: broadcast reaches every worker with tell and send, and refuses the rest", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ size: 3, routing: "broadcast", args: { probe: probe.ref } });
      pool.tell("noteSelf", 1);
      assert.deepEqual(sorted(await probe.until(3)), ["laborer-1", "laborer-2", "laborer-3"]);
      await pool.send("noteSelf", 2);
      assert.equal((await probe.until(6)).length, 6);
      await assert.rejects(pool.ask("double", 1), { code: "BROADCAST" });
      await assert.rejects(pool.submit("double", 1), { code: "BROADCAST" });
      await assert.rejects(pool.map("double", [1]).next(), { code: "BROADCAST" });
    }));

  test("routing: least-busy has nobody wait behind a long job while a worker is free", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 2, args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      for (let n = 0; n < 20; n++) assert.equal(await pool.submit("double", n), n * 2);
      gate.open();
      await held;
    }));
};
