import assert from "node:assert/strict";
import { onFloor, range, type Cases } from "./floor.ts";

const nameOf = (reply: string): string => reply.split(" ")[0] as string;

/** How many workers there are, and how they are replaced. */
export const staffCases: Cases = (placement, { test }) => {
  for (const how of ["submit", "map"] as const) {
    test(`maxJobsPerWorker: a fresh worker takes over, and nothing is lost (${how})`, () =>
      onFloor(placement, async ({ openPool }) => {
        const pool = await openPool({ size: 1, maxJobsPerWorker: 10 });
        const replies: string[] = [];
        if (how === "map") for await (const reply of pool.map("who", range(35))) replies.push(reply);
        else replies.push(...(await Promise.all(range(35).map((n) => pool.submit("who", n)))));
        const counts = new Map<string, string[]>();
        for (const reply of replies) counts.set(nameOf(reply), [...(counts.get(nameOf(reply)) ?? []), reply]);
        assert.equal(replies.length, 35);
        assert.ok(counts.size >= 4); // more if some were taken back from a worker that was slow
        for (const own of counts.values()) assert.ok(own.length <= 10, own.join());
      }));
  }

  test("maxJobsPerWorker: one that takes over waits until its place is free", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate, event }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 2, maxJobsPerWorker: 1, args: { probe: probe.ref } });
      const held = range(6).map((name) => pool.submit("hold", { name, gate: gate.ref }));
      await probe.until(2);
      for (const n of [3, 4]) await event("start", ({ actor }) => actor === `${pool.path}/laborer-${n}`);
      assert.equal((await probe.heard()).length, 2);
      gate.open();
      await Promise.all(held);
      let atOnce = 0;
      for (const note of (await probe.heard()) as string[]) {
        atOnce += note.endsWith("begins") ? 1 : -1;
        assert.ok(atOnce <= 2, `${atOnce} at once`);
      }
    }));

  test("maxJobsPerWorker keeps keys in order", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ size: 2, maxJobsPerWorker: 5, routing: "by-key", args: { probe: probe.ref } });
      await Promise.all(range(60).map((n) => pool.submit("note", n, { key: n % 3 })));
      const notes = (await probe.heard()) as number[];
      for (const key of range(3)) {
        const own = notes.filter((n) => n % 3 === key);
        assert.deepEqual(
          own,
          own.toSorted((one, other) => one - other),
        );
      }
      assert.equal(notes.length, 60);
    }));

  test("size: { min, max } grows while jobs wait", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: { min: 0, max: 3 }, args: { probe: probe.ref } });
      assert.equal(pool.stats().workers.length, 0);
      const held = range(5).map((name) => pool.submit("hold", { name, gate: gate.ref }));
      await probe.until(3);
      assert.equal(pool.stats().workers.length, 3);
      gate.open();
      await Promise.all(held);
      assert.equal(pool.stats().workers.length, 3);
    }));

  test("a worker that finishes by itself is replaced", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool({ size: 1 });
      const jobs = [pool.submit("finish", "bye"), pool.submit("who", 1), pool.submit("who", 2)] as const;
      assert.equal(await jobs[0], "bye");
      assert.deepEqual([await jobs[1], await jobs[2]], ["laborer-2 1", "laborer-2 2"]);
    }));

  test("pool.stats() adds up", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      await Promise.all(range(10).map((n) => pool.submit("double", n)));
      await assert.rejects(pool.submit("fail", "x"));
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const { queued, running, done, failed, cancelled, waitMs, runMs, workers } = pool.stats();
      assert.deepEqual(
        { queued, running, done, failed, cancelled },
        { queued: 0, running: 1, done: 10, failed: 1, cancelled: 0 },
      );
      for (const { p50, p90, p99, max } of [waitMs, runMs]) {
        assert.ok(0 <= p50 && p50 <= p90 && p90 <= p99 && p99 <= max);
      }
      const [worker] = workers;
      assert.equal(workers.length, 1);
      assert.match(worker?.host ?? "", placement.on === "inline" ? /^main$/ : /^(?:thread|process) \d+$/);
      assert.deepEqual([worker?.name, worker?.running, worker?.done], ["laborer-1", 1, 11]);
      assert.ok((worker?.utilisation ?? -1) >= 0 && (worker?.utilisation ?? 2) <= 1);
      gate.open();
      await held;
    }));

  test("the tree shows a pool with its workers below it", () =>
    onFloor(placement, async ({ system, openPool }) => {
      const pool = await openPool({ name: "hands" });
      while (pool.stats().workers.length < 2) await pool.submit("none");
      const tree = await system.tree();
      const node = tree.children.find(({ path }) => path === pool.path);
      assert.equal(pool.path, "/stage/hands");
      assert.deepEqual(
        node?.children.map(({ name, definition, state }) => [name, definition, state]),
        [1, 2].map((n) => [`laborer-${n}`, "laborer", "running"]),
      );
    }));
};
