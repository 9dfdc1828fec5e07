// Those who wait for jobs and look at them, and what they leave at a job that goes on.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { expect, test, vi } from "vitest";
import { asCompleted, defineActor, wait, type Job, type Pool, type ProtocolOf } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { ticketOf } from "../../src/pool/job.ts";
import type { Ticket } from "../../src/pool/ticket.ts";

const MANY = 20_000;

const sleeper = defineActor({
  name: "sleeper",
  receive: {
    sleep: ({ after, defer }, ms: number) => {
      const reply = defer<string>();
      after(ms, "wake", reply.resolve);
      return reply;
    },
    wake: (_ctx, resolve: (value: string) => void) => resolve("awake"),
    quick: () => "quick",
    fail: (_ctx, why: string): string => {
      throw new RangeError(why);
    },
  },
});

type SleeperPool = Pool<ProtocolOf<typeof sleeper>>;

async function open(system: TestSystem): Promise<{ pool: SleeperPool; long: Job<string>; quick: Job<string> }> {
  const pool = await system.pool(sleeper, { size: 2 });
  const long = pool.submit("sleep", 1_000);
  const quick = pool.submit("quick");
  await quick;
  return { pool, long, quick };
}

/** How many listen to a job that has not ended. */
function countListeners(job: Job<unknown>): () => number {
  const ticket = ticketOf(job) as Ticket;
  const listeners = new Set<unknown>();
  const [on, off] = [ticket.onSettled.bind(ticket), ticket.offSettled.bind(ticket)];
  vi.spyOn(ticket, "onSettled").mockImplementation((listener) => {
    listeners.add(listener);
    on(listener);
  });
  vi.spyOn(ticket, "offSettled").mockImplementation((listener) => {
    listeners.delete(listener);
    off(listener);
  });
  return () => listeners.size;
}

test("wait() again and again on one long job leaves nothing at it, and all hear of its end", async () => {
  await using system = createTestSystem();
  const { long, quick } = await open(system);
  const listeners = countListeners(long);
  const ended = Promise.all(Array.from({ length: MANY }, () => wait([long])));
  expect(listeners()).toBe(MANY);
  for (let n = 0; n < 100; n++) await wait([long, quick], { until: "first-completed" });
  const late = wait([long], { timeoutMs: 10 });
  expect(listeners()).toBe(MANY + 1);
  await system.advance(20);
  expect((await late).notDone).toEqual(new Set([long]));
  expect(listeners()).toBe(MANY);
  await system.advance(1_000);
  expect((await ended).every(({ done }) => done.has(long))).toBe(true);
  expect(await long).toBe("awake");
});

test("asCompleted() leaves nothing at a job when its loop is left, is late, or is done", async () => {
  await using system = createTestSystem();
  const { long, quick } = await open(system);
  const listeners = countListeners(long);
  for await (const { job } of asCompleted([long, quick])) {
    expect([job, listeners()]).toEqual([quick, 1]);
    break;
  }
  expect(listeners()).toBe(0);
  const late = asCompleted([long], { timeoutMs: 10 }).next();
  expect(listeners()).toBe(1);
  await Promise.all([expect(late).rejects.toMatchObject({ code: "JOB_TIMEOUT" }), system.advance(20)]);
  expect(listeners()).toBe(0);
  const last = asCompleted([long]);
  await system.advance(1_000);
  expect((await last.next()).value).toMatchObject({ status: "done", value: "awake" });
});

test("wait() looks at the jobs that it says are done, and asCompleted() at all", async () => {
  await using system = createTestSystem();
  const faults: string[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error.message));
  const { pool, quick } = await open(system);
  await wait([pool.submit("fail", "all")]);
  for await (const { error } of asCompleted([pool.submit("fail", "completed")]))
    expect(error?.message).toBe("completed");
  void pool.submit("sleep", 500); // now both are busy
  const { notDone } = await wait([quick, pool.submit("fail", "not done")], { until: "first-completed" });
  expect(notDone.size).toBe(1);
  await Promise.all([pool.close(), system.advance(1_000)]);
  expect(faults).toEqual(["not done"]);
});

test("wait() has looked at a failure as soon as it is over, also if that is the end of the pool", async () => {
  await using system = createTestSystem();
  const faults: unknown[] = [];
  system.addEventListener("fault", (event) => faults.push(event));
  const { pool, long } = await open(system);
  const failed = pool.submit("fail", "before");
  const waiting = wait<Job<unknown>>([failed, long]);
  await system.settled();
  await pool.kill();
  expect((await waiting).done.size).toBe(2);
  expect(faults).toEqual([]);
});

test.each([5, null, undefined, {}, Promise.resolve([])])(
  "wait(%o) and asCompleted() throw BAD_OPTION",
  async (jobs) => {
    const wrong = {
      code: "BAD_OPTION",
      message: /^Cannot wait for jobs: jobs must be something that can be iterated, not /,
    };
    await expect(wait(jobs as never)).rejects.toMatchObject({ code: "BAD_OPTION" });
    assert.throws(() => asCompleted(jobs as never), wrong);
  },
);

test("a job is shown with its type and its status, and has no properties of its own", async () => {
  await using system = createTestSystem();
  const { long, quick } = await open(system);
  expect(inspect(long)).toBe('Job { type: "sleep", status: "running" }');
  expect(inspect([quick])).toBe('[ Job { type: "quick", status: "done" } ]');
  expect(inspect(Object.getPrototypeOf(long))).toBe("Object [Job] {}");
  expect([Object.prototype.toString.call(long), Reflect.ownKeys(long)]).toEqual(["[object Job]", []]);
});
