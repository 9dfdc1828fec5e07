// What a Queue takes and gives.
import { Queue, type QueueOptions, type QueueOrder } from "troupe";
import { is, same } from "./same.ts";

interface Job {
  readonly name: string;
  readonly urgency: number;
}

const jobs = new Queue<Job>({ order: "priority", capacity: 3, compare: (one, other) => one.urgency - other.urgency });
is<Promise<void>>()(jobs.put({ name: "a", urgency: 1 }, { timeoutMs: 1, signal: new AbortController().signal }));
is<Promise<Job>>()(jobs.take({ timeoutMs: 1 }));
is<boolean>()(jobs.tryPut({ name: "a", urgency: 1 }));
is<{ value: Job } | undefined>()(jobs.tryTake());
is<Promise<void>>()(jobs.join({ timeoutMs: 1 }));
is<Job[]>()(jobs.close({ now: true }));
is<number>()(jobs.size);
for await (const job of jobs) is<Job>()(job);
same<QueueOrder, "fifo" | "lifo" | "priority">();

// The type of the items is read from compare.
is<Queue<Job>>()(new Queue({ order: "priority", compare: (one: Job, other: Job) => one.urgency - other.urgency }));
is<Queue<unknown>>()(new Queue());
// undefined is an item like any other.
is<{ value: string | undefined } | undefined>()(new Queue<string | undefined>().tryTake());

const chosen: QueueOptions<number> = { order: "lifo" };
is<Queue<number>>()(new Queue(chosen));

// @ts-expect-error: wrong item
void jobs.put("a");
// @ts-expect-error: an item that may be missing is looked at first
void jobs.tryTake().value;
// @ts-expect-error: no such order
void new Queue({ order: "random" });
// @ts-expect-error: no such option
void new Queue({ size: 1 });
// @ts-expect-error: no such option
void jobs.take({ timeout: 1 });
// @ts-expect-error: no such option
jobs.close({ immediate: true });
// @ts-expect-error: compare answers a number
void new Queue<number>({ order: "priority", compare: (one, other) => one < other });
// @ts-expect-error: a clock is for Troupe's own tests
void new Queue<number>({}, { clock: undefined });
// @ts-expect-error: a queue of something else
const others: Queue<string> = new Queue<number>();
export { others };
