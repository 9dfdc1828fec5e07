import assert from "node:assert/strict";
import type { Job } from "troupe";
import { onFloor, range, type Cases } from "./floor.ts";

async function codes(jobs: readonly Job<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(jobs);
  return settled.map((each) => (each.status === "fulfilled" ? "done" : (each.reason as { code?: unknown }).code));
}

/** How a pool ends, and what becomes of its jobs. */
export const endingCases: Cases = (placement, { test }) => {
  test("pool.close() finishes what is queued, takes no more, and ends", () =>
    onFloor(placement, async ({ openPool, event }) => {
      const pool = await openPool();
      const jobs = range(500).map((n) => pool.submit("later", n));
      const closing = pool.close();
      const late = pool.submit("double", 1);
      await assert.rejects(late, { code: "POOL_CLOSED" });
      await closing;
      assert.deepEqual(
        jobs.map(({ status }) => status),
        range(500).map(() => "done"),
      );
      await pool.closed;
      await pool.close();
      await assert.rejects(pool.submit("double", 1), { code: "POOL_CLOSED" });
      assert.equal((await event("exit", ({ actor }) => actor === pool.path)).exit.kind, "stopped");
    }));

  test("pool.close({ now: true }) cancels what has not started, and lets the rest finish", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref }, mailbox: { capacity: 3 } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const jobs = range(6).map((n) => pool.submit("note", n));
      const closing = pool.close({ now: true });
      assert.deepEqual(
        await codes(jobs),
        range(6).map(() => "CANCELLED"),
      );
      gate.open();
      assert.equal(await held, "held");
      await closing;
      assert.deepEqual(await probe.heard(), ["held begins", "held ends"]);
    }));

  test("pool.close() that nothing comes of says what it waits for", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate, event }) => {
      const [gate, probe] = [await closeGate(), await openProbe()];
      const pool = await openPool({ size: 1, stopTimeoutMs: 100, args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const closing = pool.close();
      const { error } = await event("fault", ({ actor }) => actor === pool.path);
      assert.equal((error as Error & { code?: unknown }).code, "STOP_TIMEOUT");
      assert.match(error.message, /none of its jobs has ended for 100 ms; worker "\S+" has "hold" in hand$/);
      gate.open();
      assert.equal(await held, "held");
      await closing;
    }));

  test("pool.kill() ends it now: jobs reject with KILLED", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const jobs: Job<unknown>[] = [pool.submit("hold", { name: "held", gate: gate.ref })];
      jobs.push(...range(5).map((n) => pool.submit("note", n)));
      await probe.until(1);
      await pool.kill();
      assert.deepEqual(
        await codes(jobs),
        range(6).map(() => "KILLED"),
      );
      await pool.closed;
      assert.deepEqual(await codes([pool.submit("double", 1)]), ["POOL_CLOSED"]);
    }));

  test("await using closes a pool", () =>
    onFloor(placement, async ({ openPool }) => {
      const jobs: Job<unknown>[] = [];
      {
        await using pool = await openPool();
        jobs.push(...range(100).map((n) => pool.submit("later", n)));
      }
      assert.deepEqual(new Set(jobs.map(({ status }) => status)), new Set(["done"]));
    }));

  test("the end of its owner ends a pool: a stop rejects what waits, a drain finishes it", () =>
    onFloor(placement, async ({ system, openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const jobs = range(3).map((n) => pool.submit("note", n));
      const stopping = system.stop();
      assert.deepEqual(
        await codes(jobs),
        range(3).map(() => "STOPPED"),
      );
      gate.open();
      await assert.rejects(held, { code: "STOPPED" }).catch(() => held);
      await stopping;
    }));

  test("the stop of its owner settles every job, also those that lie at a worker ahead of time", () =>
    onFloor(placement, async ({ system, openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const open = await closeGate();
      open.open();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      for (let n = 0; n < 3; n++) await pool.submit("hold", { name: n, gate: open.ref }); // no time at all, it seems
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      const jobs = range(20).map((n) => pool.submit("hold", { name: n, gate: gate.ref }));
      for (const n of range(5)) pool.tell("note", n);
      await probe.until(7);
      const stopping = system.stop();
      gate.open();
      assert.ok(["done", "STOPPED"].includes((await codes([held]))[0] as string));
      assert.deepEqual(new Set(await codes(jobs)), new Set(["STOPPED"]));
      await stopping;
    }));

  test("a failed job that nobody has looked at is a fault when its pool ends, and never an unhandled rejection", () =>
    onFloor(placement, async ({ openPool, event, events }) => {
      const unhandled: unknown[] = [];
      const listener = (reason: unknown): void => void unhandled.push(reason);
      process.on("unhandledRejection", listener);
      try {
        const pool = await openPool();
        const [unseen, seen] = [pool.submit("fail", "unseen"), pool.submit("fail", "seen")];
        await assert.rejects(seen);
        await pool.submit("none");
        await pool.close();
        const fault = await event("fault");
        assert.equal(fault.error.message, "unseen");
        assert.equal(fault.actor, pool.path);
        assert.equal(events("fault").length, 1);
        assert.equal(unseen.status, "failed");
        await new Promise((resolve) => void setImmediate(resolve));
        assert.deepEqual(unhandled, []);
      } finally {
        process.off("unhandledRejection", listener);
      }
    }));
};
