import assert from "node:assert/strict";
import { wasRefused, type ActorRef, type Job } from "troupe";
import { sorted, type Gate } from "../../../src/testing/placement-contract/stage.ts";
import { asker } from "../actors/asker.ts";
import { onFloor, range, type Cases } from "./floor.ts";

/** Submit, and what a job is. */
export const jobCases: Cases = (placement, { test }) => {
  test("pool.submit() gives a promise of the reply, whose status is known", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      const job = pool.submit("double", 21);
      assert.equal(job.status, "queued");
      assert.equal(await job, 42);
      assert.equal(job.status, "done");
      assert.equal(await job, 42); // as often as one likes
      assert.equal(await pool.submit("later", "soon"), "soon");
      assert.equal(await pool.submit("none"), undefined);
      assert.equal(await pool.submit("defer", "owed"), "owed");
      assert.equal(await job.then((reply) => reply + 1), 43);
      assert.equal(await job.finally(() => {}), 42);
    }));

  test("a job that throws fails alone, with that very error, and its worker stays", () =>
    onFloor(placement, async ({ openPool, events }) => {
      const pool = await openPool({ size: 1 });
      assert.equal(await pool.submit("who", 1), "laborer-1 1");
      const job = pool.submit("fail", "no such shelf");
      await assert.rejects(job, { name: "RangeError", message: "no such shelf", shelf: 7 });
      assert.equal(job.status, "failed");
      assert.equal(await job.catch((error: Error) => error.message), "no such shelf");
      assert.equal(await pool.submit("who", 1), "laborer-1 2");
      const refused = await pool.submit("refuse", "sold out").catch((error: unknown) => error);
      assert.equal(wasRefused(refused), true);
      assert.deepEqual(events("crash"), []);
      assert.deepEqual(events("fault"), []);
    }));

  test("a told message that throws is a fault, and its worker stays", () =>
    onFloor(placement, async ({ openPool, event }) => {
      const pool = await openPool({ size: 1 });
      pool.tell("fail", "unheard");
      const fault = await event("fault");
      assert.equal(fault.actor, `${pool.path}/laborer-1`);
      assert.equal(fault.error.message, "unheard");
      assert.deepEqual(fault.message, { type: "fail", payload: "unheard" });
      assert.equal(await pool.submit("who", 1), "laborer-1 1");
    }));

  test("10,000 submits in one turn are all done, and each worker has its part", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const probe = await openProbe();
      const pool = await openPool({ args: { probe: probe.ref } });
      while (pool.stats().workers.length < 2) await pool.submit("none");
      const before = pool.stats().done;
      // One worker does the first half while the other is held, then it is held itself.
      const [first, second, third] = [await closeGate(), await closeGate(), await closeGate()];
      const hold = (name: string, { ref }: Gate): Job<unknown> => pool.submit("hold", { name, gate: ref });
      const held = [hold("first", first), hold("second", second)];
      const jobs = range(5_000).map((n) => pool.submit("double", n));
      held.push(hold("third", third));
      jobs.push(...range(5_000).map((n) => pool.submit("double", n + 5_000)));
      await probe.until(2);
      first.open();
      assert.equal((await probe.until(4))[3], "third begins");
      second.open();
      const replies = await Promise.all(jobs);
      third.open();
      await Promise.all(held);
      assert.deepEqual(
        replies,
        range(10_000).map((n) => n * 2),
      );
      const { done, failed, workers } = pool.stats();
      assert.deepEqual([done - before, failed, workers.length], [10_003, 0, 2]);
      for (const worker of workers) assert.ok(worker.done > 100, `${worker.name} has done ${worker.done}`);
    }));

  test("a pool is a ref: tell, send, ask and with go to its workers", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ args: { probe: probe.ref } });
      pool.tell("note", "told");
      await pool.send("note", "sent");
      assert.equal(await pool.with({ timeoutMs: 10_000 }).ask("double", 4), 8);
      await assert.rejects(pool.ask("fail", "asked"), { name: "RangeError", message: "asked" });
      await assert.rejects((pool as ActorRef<object> as ActorRef<{ gone: () => void }>).ask("gone"), {
        code: "UNKNOWN_MESSAGE",
      });
      await assert.rejects(pool.submit("gone" as "none"), { code: "UNKNOWN_MESSAGE" });
      assert.deepEqual(sorted(await probe.until(2)), ["sent", "told"]);
    }));

  test("a pool crosses to actors on other hosts, which ask it", () =>
    onFloor(placement, async ({ system, openPool }) => {
      const pool = await openPool();
      const away = await system.spawn(asker, { args: pool, on: placement.apart });
      assert.equal(await away.ask("askForAll", 100), 9_900);
      const found = await system.get(pool.path);
      assert.equal(await (found as ActorRef<{ double: (n: number) => number }>).ask("double", 5), 10);
    }));

  test("ctx.pool() makes a pool under an actor, wherever that lives, which ends with it", () =>
    onFloor(placement, async ({ system, event }) => {
      const owner = await system.spawn(asker, { on: placement.apart });
      assert.equal(await owner.ask("poolOfItsOwn", { size: 2, jobs: 50 }), 2_450);
      await owner.stop();
      const { exit } = await event("exit", ({ actor }) => actor === `${owner.path}/doubler-pool-1`);
      assert.equal(exit.kind, "stopped");
    }));

  test("what cannot cross fails its job, and nothing else", () =>
    onFloor(placement, async ({ openPool }) => {
      if (!placement.crosses) return;
      const pool = await openPool({ size: 1 });
      const jobs = [pool.submit("echo", 1), pool.submit("echo", () => {}), pool.submit("echo", 3)] as const;
      await assert.rejects(jobs[1], { code: "NOT_SENDABLE" });
      assert.deepEqual([await jobs[0], await jobs[2]], [1, 3]);
    }));
};
