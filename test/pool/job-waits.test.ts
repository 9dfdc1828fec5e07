// Those who wait for jobs, one after the other: what they leave at a job that goes on.
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
