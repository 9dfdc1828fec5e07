// What docs/pools.md shows; it is compared with this file.
import { expect, test } from "vitest";
import { asCompleted, createSystem, defineActor, wait, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

const darkroom = defineActor({
  name: "darkroom",
  module: import.meta.url, // lets its workers run away from this thread
  init: (paper: string = "matt") => ({ paper, prints: 0 }),
  receive: {
    async develop({ state }, film: string) {
      if (film === "") throw new RangeError("there is nothing on it");
      state.prints += 1;
      return `${film} on ${state.paper}`;
    },
    /** Until it is called off. */
    expose: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    restock({ state }, paper: string) {
      state.paper = paper;
    },
  },
});

test("submit", async () => {
  const system = createSystem();
  const pool = await system.pool(darkroom, { size: 2, on: "thread" });
  const job = pool.submit("develop", "harbour");
  expect(await job).toBe("harbour on matt"); // its type is string
  expect(job.status).toBe("done");

  const bad = pool.submit("develop", "");
  await expect(bad).rejects.toThrow("there is nothing on it"); // that job alone: the worker goes on
  expect(bad.status).toBe("failed");
  await pool.close();
  await system.stop();
});

test("map", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom, { size: 2, on: "thread" });
  const prints: string[] = [];
  for await (const print of pool.map("develop", ["harbour", "crane", "ferry"])) prints.push(print);
  expect(prints).toEqual(["harbour on matt", "crane on matt", "ferry on matt"]);
});

test("several jobs", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom, { size: 2, on: "thread" });
  const jobs = ["harbour", "", "ferry"].map((film) => pool.submit("develop", film));

  const seen: string[] = [];
  for await (const { job, value, error } of asCompleted(jobs)) {
    seen.push(`${jobs.indexOf(job)}: ${value ?? error?.message}`);
  }
  expect(seen.toSorted()).toEqual(["0: harbour on matt", "1: there is nothing on it", "2: ferry on matt"]);

  const more = [pool.submit("develop", "quay"), pool.submit("develop", "")];
  const { done, notDone } = await wait(more, { until: "first-error" }); // or "first-completed", or "all"
  expect(done.has(more[1]!)).toBe(true);
  for (const job of notDone) job.cancel();
});

test("cancel", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom); // inline, one at a time
  const controller = new AbortController();
  const running = pool.submit("expose", undefined, { signal: controller.signal });
  const waiting = pool.submit("develop", "harbour");
  const late = pool.submit("develop", "crane", { timeoutMs: 1_000 });
  await system.settled();

  expect([running.cancel(), waiting.cancel()]).toEqual([false, true]);
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" }); // and it never runs
  await Promise.all([expect(late).rejects.toMatchObject({ code: "JOB_TIMEOUT" }), system.advance(1_100)]);
  controller.abort(); // tells the handler, by its ctx.signal
  await expect(running).rejects.toMatchObject({ code: "ABORTED" });
});

test("routing", async () => {
  await using system = createTestSystem();
  const byKey = await system.pool(darkroom, {
    size: 4,
    routing: "by-key",
    key: (_type, film) => String(film)[0] ?? "",
  });
  await byKey.submit("develop", "harbour"); // the same worker as all that begins with an h, and in order
  await byKey.submit("develop", "crane", { key: "h" }); // or the key of this job

  const all = await system.pool(darkroom, { size: 4, routing: "broadcast" });
  all.tell("restock", "glossy"); // each of the four
  await expect(all.ask("develop", "quay")).rejects.toMatchObject({ code: "BROADCAST" });
});

test("init that fails", async () => {
  await using system = createTestSystem();
  const flooded = defineActor({
    name: "flooded",
    init() {
      throw new RangeError("there is water in it");
    },
    receive: { develop: () => "a print" },
  });
  const pool = await system.pool(flooded, { size: 2 });
  await expect(pool.submit("develop")).rejects.toMatchObject({
    code: "POOL_BROKEN",
    cause: { message: "there is water in it" },
  });
  await expect(pool.closed).rejects.toMatchObject({ code: "POOL_BROKEN" });
});

test("a worker that dies", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom, { size: 1, on: "thread" });
  const running = pool.submit("expose");
  const waiting = pool.submit("develop", "crane");
  await system.settled();
  system.killHost(1);
  await expect(running).rejects.toMatchObject({ code: "HOST_LOST", exitCode: 1 });
  await system.advance(200); // the pause before the next one starts
  expect(await waiting).toBe("crane on matt");
});

test("closing", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom, { size: 2 });
  const jobs = ["harbour", "crane", "ferry"].map((film) => pool.submit("develop", film));
  await pool.close(); // finishes them first
  expect(jobs.map(({ status }) => status)).toEqual(["done", "done", "done"]);
  await expect(pool.submit("develop", "quay")).rejects.toMatchObject({ code: "POOL_CLOSED" });

  await using other = await system.pool(darkroom); // closes at the end of the block
  await other.submit("develop", "quay");
});

test("in an actor", async () => {
  await using system = createTestSystem();
  const studio = defineActor({
    name: "studio",
    async init(_args: undefined, { pool }) {
      return { darkroom: await pool(darkroom, { size: 2, on: "thread" }) };
    },
    receive: {
      shoot: ({ state }, film: string) => state.darkroom.submit("develop", film),
      door: ({ state }): ActorRef<{ develop: (film: string) => string }> => state.darkroom, // to others it is a ref
    },
  });
  const ref = await system.spawn(studio);
  expect(await ref.ask("shoot", "harbour")).toBe("harbour on matt");
  expect(await (await ref.ask("door")).ask("develop", "crane")).toBe("crane on matt");
});

test("stats", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(darkroom, { size: 1 });
  await pool.submit("develop", "harbour");
  expect(pool.stats()).toEqual({
    queued: 0,
    running: 0,
    done: 1,
    failed: 0,
    cancelled: 0,
    waitMs: { p50: 0, p90: 0, p99: 0, max: 0 },
    runMs: { p50: 0, p90: 0, p99: 0, max: 0 },
    workers: [{ name: "darkroom-1", host: "main", running: 0, done: 1, utilisation: 0 }],
  });
});
