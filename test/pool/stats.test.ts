// What a pool counts is what its jobs say: each is done, has failed or was cancelled, once.
import { expect, test } from "vitest";
import { defineActor, type Job, type JobStatus, type Pool, type PoolOptions, type ProtocolOf } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";

const clerk = defineActor({
  name: "clerk",
  receive: {
    stamp: (_ctx, sheet: number) => sheet,
    /** Until it is called off. */
    brood: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
  },
});
const late = defineActor({
  name: "late",
  init(): void {
    throw new RangeError("the train did not come");
  },
  receive: { stamp: (_ctx, sheet: number) => sheet },
});

type ClerkPool = Pool<ProtocolOf<typeof clerk>>;

interface Office {
  readonly system: TestSystem;
  readonly pool: ClerkPool;
  /** Aborts the one that broods. */
  readonly controller: AbortController;
}

/** A handler that broods, and what is submitted behind it. */
const cases: Readonly<
  Record<string, [options: Pick<PoolOptions<void>, "mailbox">, run: (office: Office) => Job<unknown>[]]>
> = {
  "UNKNOWN_MESSAGE and BAD_OPTION": [
    {},
    ({ pool }) => [
      pool.submit("shred" as "stamp", 1),
      pool.submit("stamp", 1, { timeoutMs: "1" as never }),
      pool.submit("stamp", 2),
    ],
  ],
  MAILBOX_FULL: [
    { mailbox: { capacity: 2, overflow: "reject" } },
    ({ pool }) => [1, 2, 3, 4].map((sheet) => pool.submit("stamp", sheet)),
  ],
  "DROPPED, the newest": [
    { mailbox: { capacity: 2, overflow: "drop-newest" } },
    ({ pool }) => [1, 2, 3, 4].map((sheet) => pool.submit("stamp", sheet)),
  ],
  "DROPPED, the oldest": [
    { mailbox: { capacity: 2, overflow: "drop-oldest" } },
    ({ pool }) => [1, 2, 3, 4].map((sheet) => pool.submit("stamp", sheet)),
  ],
  "POOL_CLOSED, and CANCELLED since it was closed now": [
    {},
    ({ pool }) => {
      const waiting = pool.submit("stamp", 1);
      void pool.close({ now: true });
      return [waiting, pool.submit("stamp", 2)];
    },
  ],
  "KILLED while it waits": [
    {},
    ({ pool }) => {
      const waiting = pool.submit("stamp", 1);
      void pool.kill();
      return [waiting];
    },
  ],
  "ABORTED while it waits, runs, and before": [
    {},
    ({ pool, controller }) => {
      const waiting = pool.submit("stamp", 1, { signal: controller.signal });
      controller.abort();
      return [waiting, pool.submit("stamp", 2, { signal: controller.signal })];
    },
  ],
};

function count(jobs: readonly Job<unknown>[]): Record<JobStatus, number> {
  const counts = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 };
  for (const { status } of jobs) counts[status] += 1;
  return counts;
}

test.each(Object.entries(cases))("pool.stats() counts each job once: %s", async (_title, [options, run]) => {
  await using system = createTestSystem();
  const pool = await system.pool(clerk, { ...options, size: 1 });
  const controller = new AbortController();
  const jobs: Job<unknown>[] = [pool.submit("brood", undefined, { signal: controller.signal })];
  await system.settled();
  jobs.push(...run({ system, pool, controller }));
  await system.settled();
  controller.abort();
  await Promise.allSettled(jobs);
  await system.settled();
  expect(pool.stats()).toMatchObject(count(jobs));
  const { done, failed, cancelled } = pool.stats();
  expect(done + failed + cancelled).toBe(jobs.length);
});

test("pool.stats() counts the jobs of a pool that is broken", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(late, { size: 1 });
  const jobs = [pool.submit("stamp", 1), pool.submit("stamp", 2)];
  await Promise.allSettled(jobs);
  jobs.push(pool.submit("stamp", 3));
  await Promise.allSettled(jobs);
  expect(pool.stats()).toMatchObject({ queued: 0, done: 0, failed: 3, cancelled: 0 });
});

test("pool.stats().queued is 0 when a pool is closed in the midst of a map", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(clerk, { size: 1 });
  const sheets = Array.from({ length: 4_000 }, (_, sheet) => sheet);
  const replies = pool.map("stamp", sheets, { buffer: 256 });
  for (let n = 0; n < 500; n++) expect((await replies.next()).value).toBe(n); // by now they travel together
  const closed = pool.close();
  const rest = (async () => {
    for await (const _ of replies) await system.settled();
  })();
  await expect(rest).rejects.toMatchObject({ code: "POOL_CLOSED" });
  await closed;
  expect(pool.stats().queued).toBe(0);
});
