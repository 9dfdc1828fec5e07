import assert from "node:assert/strict";
import { transfer } from "troupe";
import { onFloor, range, type Cases } from "./floor.ts";

/** Workers that cannot start, and that die. */
export const failureCases: Cases = (placement, { test }) => {
  test("an init that fails breaks the pool: every job rejects with POOL_BROKEN and its cause, and closed too", () =>
    onFloor(placement, async ({ openPool, events }) => {
      const pool = await openPool({ args: { broken: "no tools" } });
      const { closed } = pool;
      const jobs = range(20).map((n) => pool.submit("double", n));
      const isBroken = (error: Error & { code?: string }): boolean => {
        const cause = error.cause as Error;
        return error.code === "POOL_BROKEN" && cause.name === "RangeError" && cause.message === "no tools";
      };
      for (const job of jobs) await assert.rejects(job, isBroken);
      await assert.rejects(closed, isBroken);
      await assert.rejects(pool.submit("double", 1), isBroken);
      await assert.rejects(pool.close(), isBroken);
      assert.deepEqual(events("fault"), []);
    }));

  // Its workers count their starts in shared memory, which processes have none of.
  if (placement.on !== "process") {
    test("an init that fails breaks nothing while others of the workers start", () =>
      onFloor(placement, async ({ openPool, event }) => {
        const count = new Int32Array(new SharedArrayBuffer(4));
        const pool = await openPool({ size: 2, args: { starts: { count, good: 1 } } });
        const replies = await Promise.all(range(50).map((n) => pool.submit("double", n)));
        assert.equal(replies.length, 50);
        assert.equal(pool.stats().workers.length, 1);
        const { actor, error } = await event("fault");
        assert.deepEqual([actor, (error.cause as Error).message], [pool.path, "no more of them"]);
      }));
  }

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("a worker that dies fails only what was running on it, of 10,000 jobs", () =>
    onFloor(placement, async ({ system, openPool, openProbe, closeGate, events }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 2, args: { probe: probe.ref } });
      const me = await pool.submit("me");
      const held = range(2).map((name) => pool.submit("hold", { name, gate: gate.ref }));
      const jobs = range(10_000).map((n) => pool.submit("double", n));
      await probe.until(2);
      await breakHost(system, me as never);
      gate.open();
      const outcomes = await Promise.allSettled(held);
      const [lost] = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      const reason = (lost as PromiseRejectedResult).reason as object;
      assert.equal((reason as { code: string }).code, "HOST_LOST");
      assert.ok("exitCode" in reason);
      assert.deepEqual(
        await Promise.all(jobs),
        range(10_000).map((n) => n * 2),
      );
      const ofPool = events("deadletter").filter(({ to }) => to.startsWith(pool.path));
      assert.deepEqual(ofPool, []);
      assert.equal(pool.stats().failed, 1);
    }));

  test("a pool of size 1 whose worker dies again and again loses nothing that was not running", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate, breakWorkerOf }) => {
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      for (let round = 0; round < 3; round++) {
        const gate = await closeGate();
        await breakWorkerOf(pool);
        const job = pool.submit("hold", { name: round, gate: gate.ref });
        gate.open();
        assert.equal(await job, round);
      }
    }));

  test("retries: a job whose worker died is run again; a payload that was transferred cannot be, and says so", () =>
    onFloor(placement, async ({ system, openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const me = await pool.submit("me");
      const job = pool.submit("hold", { name: "again", gate: gate.ref }, { retries: 1 });
      await probe.until(1);
      await breakHost(system, me as never);
      gate.open();
      assert.equal(await job, "again");

      const closed = await closeGate();
      const bytes = new Uint8Array(100_000);
      const other = await pool.submit("me");
      const payload = transfer({ bytes, gate: closed.ref }, [bytes.buffer]);
      const moved = pool.submit("holdBytes", payload, { retries: 1 });
      await probe.until(4);
      assert.equal(bytes.length, 0);
      await breakHost(system, other as never);
      await assert.rejects(moved, (error: Error & { code?: string }) => {
        assert.match(error.message, /its payload was transferred/);
        assert.ok("exitCode" in error);
        return error.code === "HOST_LOST";
      });
      closed.open();
      const copied = new Uint8Array(2_000);
      assert.equal(await pool.submit("length", transfer(copied, [copied.buffer])), 2_000);
    }));

  test("the tells of a pool whose worker dies are kept, but for the one in hand", () =>
    onFloor(placement, async ({ system, openPool, openProbe, closeGate, event }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const me = await pool.submit("me");
      pool.tell("hold", { name: "in hand", gate: gate.ref });
      for (const n of range(50)) pool.tell("note", n);
      await probe.until(1);
      await breakHost(system, me as never);
      const fault = await event("fault");
      assert.equal((fault.error as { code?: string }).code, "HOST_LOST");
      assert.deepEqual((await probe.until(51)).slice(1), range(50));
    }));
};
