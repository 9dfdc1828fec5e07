// What pools, jobs and maps are, by definition; and what must not compile.
import {
  asCompleted,
  createSystem,
  defineActor,
  wait,
  type ActorRef,
  type Completed,
  type Job,
  type JobsWaitedFor,
  type Pool,
  type PoolStats,
} from "troupe";
import { is, same } from "./same.ts";

interface Picture {
  readonly width: number;
}

const resizer = defineActor({
  name: "resizer",
  module: import.meta.url,
  init: (quality: number) => ({ quality }),
  receive: {
    resize: (_ctx, picture: Picture) => ({ width: picture.width / 2 }),
    later: async (_ctx, text: string) => text.length,
    count: ({ state }) => state.quality,
    maybe: (_ctx, picture?: Picture) => picture?.width,
    refuse: ({ refuse }, text: string) => (text === "" ? refuse(new Error("empty")) : text),
  },
});
const local = defineActor({ name: "local", receive: { call: (_ctx, run: () => void) => run() } });

const system = createSystem();
const pool = await system.pool(resizer, { args: 9, size: 4, on: "thread" });

// Submit --------------------------------------------------------------------------------------------------------------

is<Job<{ width: number }>>()(pool.submit("resize", { width: 2 }));
is<Job<number>>()(pool.submit("later", "text"));
is<Job<number>>()(pool.submit("count"));
is<Job<number>>()(pool.submit("count", undefined, { timeoutMs: 1_000 }));
is<Job<number | undefined>>()(pool.submit("maybe"));
is<Job<number | undefined>>()(pool.submit("maybe", { width: 1 }, { key: "a" }));
is<Job<string>>()(pool.submit("refuse", "x", { retries: 1, signal: new AbortController().signal }));
is<{ width: number }>()(await pool.submit("resize", { width: 2 }));
is<[number, string]>()(await Promise.all([pool.submit("count"), pool.submit("refuse", "x")]));
const promise: Promise<number> = pool.submit("count");

// @ts-expect-error: there is no such message
pool.submit("shrink", { width: 2 });
// @ts-expect-error: the payload is missing
pool.submit("resize");
// @ts-expect-error: a payload of another type
pool.submit("resize", "wide");
// @ts-expect-error: it takes no payload
pool.submit("count", 1);
// @ts-expect-error: no such option
pool.submit("count", undefined, { timeout: 1_000 });
// @ts-expect-error: the reply is of another type
const text: Job<string> = pool.submit("count");
// @ts-expect-error: a status there is none of
same<Job<number>["status"], "waiting">();
const { status } = pool.submit("count");
is<"queued" | "running" | "done" | "failed" | "cancelled">()(status);
is<boolean>()(pool.submit("count").cancel());

// Map -----------------------------------------------------------------------------------------------------------------

for await (const small of pool.map("resize", [{ width: 2 }])) is<{ width: number }>()(small);
for await (const length of pool.map("later", new Set(["a"]), { ordered: false, buffer: 8 })) is<number>()(length);
async function* pictures(): AsyncGenerator<Picture> {
  yield { width: 3 };
}
for await (const small of pool.map("resize", pictures(), { timeoutMs: 1 })) is<{ width: number }>()(small);

// @ts-expect-error: items of another type
pool.map("resize", ["wide"]);
// @ts-expect-error: no source
pool.map("resize", 7);
// @ts-expect-error: no such option
pool.map("resize", [], { chunksize: 7 });

// A pool is a ref -----------------------------------------------------------------------------------------------------

const ref: ActorRef<{ count: () => number; later: (text: string) => number }> = pool;
is<number>()(await ref.ask("count"));
is<number>()(await pool.ask("later", "x"));
is<number>()(await pool.with({ timeoutMs: 1 }).ask("count"));
pool.tell("resize", { width: 1 });
// @ts-expect-error: no ref has such powers
ref.submit("count");
// @ts-expect-error: a wrong payload
pool.tell("resize", 1);
// @ts-expect-error: a pool of something else
const other: Pool<{ count: () => string }> = pool;

is<PoolStats>()(pool.stats());
is<Promise<void>>()(pool.close({ now: true }));
is<Promise<void>>()(pool.closed);
is<Promise<void>>()(pool.kill());
const disposable: AsyncDisposable = pool;

// Options -------------------------------------------------------------------------------------------------------------

await system.pool(resizer, { args: 1, size: { min: 0, max: 4, idleMs: 1_000 }, routing: "by-key", key: () => "all" });
await system.pool(resizer, {
  args: 1,
  key: (type, payload) => (type === "resize" ? (payload as Picture).width : 0),
  mailbox: { capacity: 10, overflow: "reject", priority: ({ type }) => (type === "count" ? 0 : 1) },
});
await system.pool(resizer, {
  args: 1,
  retries: 2,
  maxJobsPerWorker: 100,
  maxMemoryBytes: 1e9,
  name: "x",
  transient: true,
});
await system.pool(local);
// @ts-expect-error: args are missing
await system.pool(resizer, { size: 4 });
// @ts-expect-error: args of another type
await system.pool(resizer, { args: "high" });
// @ts-expect-error: without a module it stays here
await system.pool(local, { on: "thread" });
// @ts-expect-error: no such routing
await system.pool(resizer, { args: 1, routing: "random" });
// @ts-expect-error: a size has a max
await system.pool(resizer, { args: 1, size: { min: 1 } });
// @ts-expect-error: no such message
await system.pool(resizer, { args: 1, key: (type) => (type === "shrink" ? 0 : 1) });
await system.pool(resizer, { args: 1, key: (type) => (type === "count" ? undefined : 1) });
// @ts-expect-error: no key
await system.pool(resizer, { args: 1, key: () => null });
// @ts-expect-error: workers are replaced, not restarted
await system.pool(resizer, { args: 1, restart: "never" });
// @ts-expect-error: no definition
await system.pool({ name: "resizer" });

// In an actor ---------------------------------------------------------------------------------------------------------

defineActor({
  name: "owner",
  async init(_args: undefined, ctx) {
    const own = await ctx.pool(resizer, { args: 1 });
    is<number>()(await own.ask("count"));
    return { own };
  },
  receive: {
    async use({ state, pool }) {
      is<number>()(await state.own.submit("count"));
      // @ts-expect-error: args are missing
      await pool(resizer);
    },
    take(_ctx, given: ActorRef<{ count: () => number }>) {
      return given.ask("count");
    },
  },
});

// Several jobs --------------------------------------------------------------------------------------------------------

const jobs = [pool.submit("count"), pool.submit("later", "x")];
is<JobsWaitedFor<Job<number>>>()(await wait(jobs, { until: "first-error", timeoutMs: 1 }));
for await (const completed of asCompleted(jobs)) {
  if (completed.status === "done") is<number>()(completed.value);
  else is<Error>()(completed.error);
  is<Job<number>>()(completed.job);
  // @ts-expect-error: it may have failed
  const value: number = completed.value;
}

const mixed = [pool.submit("refuse", "x"), pool.submit("count")];
for await (const completed of asCompleted(mixed)) {
  is<Completed<string> | Completed<number>>()(completed);
  if (completed.status === "done") is<string | number>()(completed.value);
  else is<Error>()(completed.error);
  is<Job<string> | Job<number>>()(completed.job);
}
for await (const { value } of asCompleted(new Set(mixed), { timeoutMs: 1 })) is<string | number | undefined>()(value);
for await (const { value } of asCompleted<unknown>(mixed)) is<unknown>()(value);
for await (const { value } of asCompleted([pool.submit("maybe"), pool.submit("count")]))
  is<number | undefined>()(value);
is<JobsWaitedFor<Job<string> | Job<number>>>()(await wait(mixed));
async function first<Reply>(some: readonly Job<Reply>[]): Promise<Reply | undefined> {
  for await (const { value } of asCompleted(some)) return value;
  return undefined;
}
is<string | undefined>()(await first([pool.submit("refuse", "x")]));
// @ts-expect-error: a promise is no job
asCompleted([pool.submit("count"), Promise.resolve("x")]);
// @ts-expect-error: they can be iterated
asCompleted(pool.submit("count"));
// @ts-expect-error: no such end
await wait(jobs, { until: "some" });
// @ts-expect-error: a promise is no job
await wait([Promise.resolve(1)]);

export { disposable, other, promise, text };
