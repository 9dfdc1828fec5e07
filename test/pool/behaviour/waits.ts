import assert from "node:assert/strict";
import { asCompleted, wait, type Completed, type Job } from "troupe";
import { onFloor, type Cases } from "./floor.ts";

/** `wait` and `asCompleted`. */
export const waitCases: Cases = (placement, { test }) => {
  test("wait({ until: all }) resolves when all jobs have ended, whichever way", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      const jobs = [pool.submit("double", 1), pool.submit("fail", "x"), pool.submit("echo", 3)];
      jobs[2]?.cancel();
      const { done, notDone } = await wait<Job<unknown>>(jobs);
      assert.deepEqual([[...done], notDone.size], [jobs, 0]);
      assert.deepEqual(
        jobs.map(({ status }) => status),
        ["done", "failed", "cancelled"],
      );
      await Promise.allSettled(jobs);
      assert.deepEqual(await wait([]), { done: new Set(), notDone: new Set() });
    }));

  test("wait({ until: first-completed }) and wait({ timeoutMs })", () =>
    onFloor(placement, async ({ openPool, closeGate }) => {
      const gate = await closeGate();
      const pool = await openPool();
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      const quick = pool.submit("double", 1);
      const first = await wait<Job<unknown>>([held, quick], { until: "first-completed" });
      assert.deepEqual([...first.done, ...first.notDone], [quick, held]);
      const late = await wait<Job<unknown>>([held, quick], { timeoutMs: 10 });
      assert.deepEqual([...late.done, ...late.notDone], [quick, held]);
      gate.open();
      assert.equal((await wait([held])).done.size, 1);
    }));

  test("wait({ until: first-error }) resolves with the first that fails, or with all", () =>
    onFloor(placement, async ({ openPool, closeGate }) => {
      const gate = await closeGate();
      const pool = await openPool();
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      const quick = pool.submit("double", 1);
      const bad = pool.submit("fail", "x");
      const cancelled = pool.submit("double", 2);
      cancelled.cancel(); // that is no error
      const { done, notDone } = await wait<Job<unknown>>([held, quick, cancelled, bad], { until: "first-error" });
      assert.ok(done.has(bad));
      assert.ok(notDone.has(held));
      gate.open();
      const all = await wait<Job<unknown>>([held, quick], { until: "first-error" });
      assert.equal(all.done.size, 2);
      await assert.rejects(bad);
    }));

  test("asCompleted() yields jobs as they end, whichever way", () =>
    onFloor(placement, async ({ openPool, closeGate }) => {
      const gate = await closeGate();
      const pool = await openPool();
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      const bad = pool.submit("fail", "x");
      const quick = pool.submit("double", 1);
      await Promise.allSettled([bad, quick]);
      const seen: unknown[] = [];
      for await (const { job, status, value, error } of asCompleted<unknown>([held, quick, bad])) {
        seen.push([job, status, value, error?.message]);
        if (seen.length === 2) gate.open();
      }
      assert.deepEqual(seen, [
        [quick, "done", 2, undefined],
        [bad, "failed", undefined, "x"],
        [held, "done", "held", undefined],
      ]);
      const cancelled = pool.submit("double", 3);
      cancelled.cancel();
      const loop = asCompleted([pool.submit("double", 2), cancelled]);
      assert.equal(((await loop.next()).value as Completed<number>).status, "cancelled");
      assert.equal(((await loop.next()).value as Completed<number>).value, 4);
      assert.equal((await loop.next()).done, true);
    }));

  test("asCompleted({ timeoutMs }) rejects with JOB_TIMEOUT; what is no job is refused", () =>
    onFloor(placement, async ({ openPool, closeGate }) => {
      const gate = await closeGate();
      const pool = await openPool();
      const jobs = [pool.submit("hold", { name: "held", gate: gate.ref })];
      await assert.rejects(asCompleted(jobs, { timeoutMs: 5 }).next(), { code: "JOB_TIMEOUT" });
      assert.throws(() => asCompleted([Promise.resolve() as never]), { code: "BAD_OPTION" });
      await assert.rejects(wait(jobs, { until: "never" as never }), { code: "BAD_OPTION" });
      gate.open();
      await Promise.all(jobs);
    }));
};
