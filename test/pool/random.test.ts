// A pool under chance: jobs of all kinds, cancelled, called off, and hosts that die. Each job ends once, as it says.
import { expect, test } from "vitest";
import type { Job, PoolOptions } from "troupe";
import { createTestSystem } from "troupe/testing";
import { assertAccounted } from "../../src/testing/accounting.ts";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";
import { toiler } from "./actors/toiler.ts";

const JOBS = 400;

const kinds: readonly PoolOptions<void>[] = [
  { size: 3 },
  { size: 3, maxJobsPerWorker: 7 },
  { size: { min: 0, max: 3, idleMs: 50 } },
  { size: 3, routing: "by-key" },
  { size: 3, routing: "round-robin", mailbox: { capacity: 20 } },
  { size: 3, mailbox: { order: "lifo" } },
];

test.each(kinds.flatMap((options) => [1, 2, 3, 4, 5].map((seed) => ({ options, seed }))))(
  "each job ends once, as it says: $options, seed $seed",
  async ({ options, seed }) => {
    await using system = createTestSystem({ seed, threads: 3 });
    const random = createSeededRandom(seed);
    const chance = (part: number): boolean => random() < part;
    const pool = await system.pool(toiler, { on: "thread", ...options });
    const ran = new Int32Array(new SharedArrayBuffer(JOBS * Int32Array.BYTES_PER_ELEMENT));
    const jobs: Job<number>[] = [];
    const codes: unknown[] = [];
    const cancelled = new Set<number>();
    for (let n = 0; n < JOBS; n++) {
      const controller = new AbortController();
      const job = pool.submit(
        "toil",
        { ran, n, fails: chance(0.1), ms: chance(0.1) ? 20 : 0 },
        {
          ...(options.routing === "by-key" && { key: n % 5 }),
          signal: controller.signal,
        },
      );
      jobs.push(job);
      job.then(
        () => (codes[n] = "done"),
        (error: { code?: string; name: string }) => (codes[n] = error.code ?? error.name),
      );
      if (chance(0.1) && job.cancel()) cancelled.add(n);
      if (chance(0.05)) controller.abort();
      if (chance(0.1)) await system.settled();
      if (chance(0.1)) await system.advance(10);
      if (chance(0.02)) {
        const host = 1 + Math.floor(random() * 3);
        try {
          system.killHost(host);
        } catch {
          // there is none of that number any more
        }
      }
      const earlier = Math.floor(random() * n);
      if (chance(0.1) && jobs[earlier]?.cancel() === true) cancelled.add(earlier);
    }
    await system.advance(30_000);
    const breaches: string[] = [];
    for (const [n, job] of jobs.entries()) {
      const what = `job ${n}: ${String(codes[n])}, ran ${ran[n]} times, ${job.status}`;
      const code = codes[n];
      const isAsItSays =
        ["done", "RangeError", "HOST_LOST", "ABORTED", "CANCELLED"].includes(code as string) &&
        (ran[n] as number) <= (code === "CANCELLED" || job.status === "cancelled" ? 0 : 1) &&
        (ran[n] as number) >= (code === "done" || code === "RangeError" ? 1 : 0) &&
        (!cancelled.has(n) || job.status === "cancelled");
      if (!isAsItSays) breaches.push(what);
    }
    expect(breaches).toEqual([]);
    const counts = { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 };
    for (const { status } of jobs) counts[status] += 1;
    expect(pool.stats()).toMatchObject(counts);
    await assertAccounted(system);
  },
);
