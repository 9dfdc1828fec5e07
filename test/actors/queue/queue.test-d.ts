// What compiles, and what does not, of a queue as an actor.
import { createSystem } from "troupe";
import { defineQueue, openQueue, queue, type OpenQueue, type QueueRef } from "troupe/actors";

interface Job {
  readonly urgency: number;
}

const system = createSystem();
const compare = (one: Job, other: Job): number => one.urgency - other.urgency;

const jobs = openQueue(
  await system.spawn(defineQueue({ name: "jobs", module: import.meta.url, compare }), { on: "thread" }),
);
jobs.put({ urgency: 1 }) satisfies Promise<void>;
jobs.take() satisfies Promise<Job>;
jobs.tryTake() satisfies Promise<{ value: Job } | undefined>;
jobs.close({ now: true }) satisfies Promise<Job[]>;
for await (const job of jobs.with({ timeoutMs: 1_000 })) job.urgency satisfies number;

// @ts-expect-error: it is a queue of jobs
jobs.put("sweep");
// @ts-expect-error: there is no such option
jobs.take({ timeout: 1_000 });
// @ts-expect-error: a queue of texts is no queue of jobs
({}) as OpenQueue<string> satisfies OpenQueue<Job>;
// @ts-expect-error: the same of their refs
({}) as QueueRef<string> satisfies QueueRef<Job>;

// The ready-made one is a queue of whatever its user says.
const any = await system.spawn(queue);
any satisfies QueueRef<string>;
openQueue<string>(any).take() satisfies Promise<string>;

await system.spawn(queue, { args: { order: "lifo", capacity: 1, redeliver: true }, on: "thread" });
// @ts-expect-error: there is no such order
await system.spawn(queue, { args: { order: "random" } });
// @ts-expect-error: a function cannot be sent, so it is a part of the definition
await system.spawn(queue, { args: { order: "priority", compare } });
// @ts-expect-error: without a module it is inline only
await system.spawn(defineQueue({ name: "local", compare }), { on: "thread" });
