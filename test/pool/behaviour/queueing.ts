import assert from "node:assert/strict";
import { sorted } from "../../../src/testing/placement-contract/stage.ts";
import { onFloor, range, type Cases } from "./floor.ts";

/** How jobs wait, and how they are called off. */
export const queueCases: Cases = (placement, { test }) => {
  test("job.cancel() of one that waits: it never runs, and rejects with CANCELLED", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const probe = await openProbe();
      const gate = await closeGate();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      const [cancelled, kept] = [pool.submit("note", "cancelled"), pool.submit("note", "kept")];
      await probe.until(1);
      assert.equal(held.status, "running");
      assert.equal(held.cancel(), false);
      assert.equal(cancelled.cancel(), true);
      assert.equal(cancelled.cancel(), true); // as in Python: it never runs
      assert.equal(cancelled.status, "cancelled");
      await assert.rejects(cancelled, { code: "CANCELLED" });
      gate.open();
      await Promise.all([held, kept]);
      assert.equal(held.cancel(), false);
      assert.deepEqual(await probe.heard(), ["held begins", "held ends", "kept"]);
      assert.equal(pool.stats().cancelled, 1);
    }));

  test("job.cancel() in any order, of 1,000 jobs: each is done or cancelled, as it said", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ args: { probe: probe.ref } });
      const jobs = range(1_000).map((n) => pool.submit("note", n));
      const outcomes = jobs.map((job, n) => ({ n, isCancelled: n % 3 === 0 && job.cancel(), job }));
      await pool.submit("none");
      outcomes.push(
        ...range(200).map((n) => ({ n: n + 1_000, isCancelled: false, job: pool.submit("note", n + 1_000) })),
      );
      for (const outcome of outcomes.slice(-200)) outcome.isCancelled = outcome.n % 2 === 0 && outcome.job.cancel();
      const settled = await Promise.allSettled(outcomes.map(({ job }) => job));
      const ran = new Set(await probe.heard());
      for (const [index, { n, isCancelled }] of outcomes.entries()) {
        assert.equal(settled[index]?.status, isCancelled ? "rejected" : "fulfilled");
        assert.equal(ran.has(n), !isCancelled, `job ${n}`);
      }
      assert.ok(outcomes.filter(({ isCancelled }) => isCancelled).length >= 300);
    }));

  test("submit({ signal }): a job that waits never runs; of one that runs ctx.signal is aborted", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const [first, second, late] = [
        new AbortController(),
        new AbortController(),
        AbortSignal.abort(new Error("before")),
      ];
      const running = pool.submit("heed", "first", { signal: first.signal });
      const waiting = pool.submit("note", "second", { signal: second.signal });
      await assert.rejects(pool.submit("note", "third", { signal: late }), { code: "ABORTED" });
      await probe.until(1);
      second.abort(new Error("changed my mind"));
      await assert.rejects(waiting, (error: Error & { code?: string }) => {
        return error.code === "ABORTED" && (error.cause as Error).message === "changed my mind";
      });
      assert.equal(waiting.status, "cancelled");
      first.abort();
      await assert.rejects(running, { code: "ABORTED" });
      assert.equal(running.status, "failed");
      assert.equal(await pool.submit("who", 1), "laborer-1 1");
      assert.deepEqual(await probe.heard(), ["first begins", "first was called off: ABORTED"]);
    }));

  test("submit({ timeoutMs }) counts from the submit, for jobs that wait too", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      await pool.submit("none");
      const running = pool.submit("heed", "first", { timeoutMs: 1_000 });
      await probe.until(1);
      const waiting = pool.submit("note", "second", { timeoutMs: 1 });
      await assert.rejects(waiting, { code: "JOB_TIMEOUT" });
      await assert.rejects(running, { code: "JOB_TIMEOUT" });
      await pool.submit("none");
      assert.deepEqual(await probe.heard(), ["first begins", "first was called off: ABORTED"]);
    }));

  test("mailbox order: what matters most is done first", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref }, mailbox: { order: "priority" } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const jobs = [5, 1, 3, 1, 2].map((urgency) => pool.submit("note", urgency));
      gate.open();
      await Promise.all([held, ...jobs]);
      assert.deepEqual((await probe.heard()).slice(2), [1, 1, 2, 3, 5]);
    }));

  test("mailbox: a priority of the pool's own counts", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const priority = ({ payload }: { payload?: unknown }): number => -Number(payload);
      const mailbox = { order: "priority", priority } as const;
      const pool = await openPool({ size: 1, args: { probe: probe.ref }, mailbox });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await assert.rejects(held, { code: "ORDER_FAILED" }); // its payload is no number
      pool.tell("note", 0);
      await probe.until(1);
      const jobs = [1, 3, 2].map((n) => pool.submit("note", n));
      await Promise.all(jobs);
      assert.deepEqual(sorted(await probe.heard()), ["0", "1", "2", "3"]);
    }));

  test("mailbox capacity: a submit waits for room, in its order, and can be cancelled there", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref }, mailbox: { capacity: 2 } });
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const jobs = range(6).map((n) => pool.submit("note", n));
      assert.equal(pool.stats().queued, 6);
      assert.equal(jobs[3]?.cancel(), true); // waits for room
      assert.equal(jobs[0]?.cancel(), true); // has its place, and gives it on
      assert.equal(pool.stats().queued, 4);
      gate.open();
      await held;
      await Promise.allSettled(jobs);
      assert.deepEqual((await probe.heard()).slice(2), [1, 2, 4, 5]);
    }));

  test("mailbox overflow: reject and drop-oldest fail the job", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate, deadLetters }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const args = { probe: probe.ref };
      const strict = await openPool({ size: 1, args, mailbox: { capacity: 1, overflow: "reject" } });
      const fresh = await openPool({ size: 1, args, mailbox: { capacity: 1, overflow: "drop-oldest" } });
      const held = [strict, fresh].map((pool) => pool.submit("hold", { name: "held", gate: gate.ref }));
      await probe.until(2);
      const [first, second] = [strict.submit("note", "a"), strict.submit("note", "b")];
      await assert.rejects(second, { code: "MAILBOX_FULL" });
      const [old, young] = [fresh.submit("note", "c"), fresh.submit("note", "d")];
      await assert.rejects(old, { code: "DROPPED" });
      assert.equal(deadLetters(fresh.path), 1);
      gate.open();
      await Promise.all([...held, first, young]);
      assert.deepEqual(
        sorted(await probe.heard()).filter((note) => !note.startsWith("held")),
        ["a", "d"],
      );
    }));
};
