// The examples of docs/queues.md for queues as actors.
import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { defineQueue, openQueue, queue, type QueueRef } from "troupe/actors";
import { createTestSystem } from "troupe/testing";

const worker = defineActor({
  name: "worker",
  module: import.meta.url,
  init(args: { tasks: QueueRef<string>; shouts: QueueRef<string> }, ctx) {
    ctx.self.tell("work");
    return { tasks: openQueue(args.tasks, ctx), shouts: openQueue(args.shouts, ctx) };
  },
  receive: {
    async work({ state: { tasks, shouts }, signal }) {
      for await (const task of tasks.with({ signal })) {
        await shouts.put(task.toUpperCase());
        tasks.taskDone();
      }
    },
  },
});

test("workers on threads share a queue that can be joined", async () => {
  await using system = createTestSystem(); // or createSystem()
  const ref = await system.spawn(queue, { args: { capacity: 100 }, transient: true });
  const shouts = await system.spawn(queue, { transient: true });
  for (let count = 0; count < 3; count++) {
    await system.spawn(worker, { args: { tasks: ref, shouts }, on: "thread", transient: true });
  }

  const tasks = openQueue<string>(ref); // plain code
  for (const task of ["a", "b", "c", "d"]) await tasks.put(task);
  await tasks.join(); // all four were taken, and are done

  const shouted = await openQueue<string>(shouts).close({ now: true });
  expect(shouted.toSorted()).toEqual(["A", "B", "C", "D"]);
}); // the workers wait for more, and end with the system

interface Job {
  readonly name: string;
  readonly urgency: number;
}

const urgentFirst = defineQueue<Job>({
  name: "urgent-first",
  module: import.meta.url,
  compare: (one, other) => other.urgency - one.urgency,
});

test("an order of one's own", async () => {
  await using system = createTestSystem();
  const jobs = openQueue(await system.spawn(urgentFirst, { on: "thread" }));
  await jobs.put({ name: "sweep", urgency: 1 });
  await jobs.put({ name: "call back", urgency: 5 });
  expect(await jobs.take()).toEqual({ name: "call back", urgency: 5 });
});

test("what needs an answer is a promise", async () => {
  await using system = createTestSystem();
  const tasks = openQueue<string>(await system.spawn(queue, { args: { capacity: 1 }, on: "thread" }));
  expect(await tasks.tryPut("a")).toBe(true);
  expect(await tasks.tryPut("b")).toBe(false);
  expect([await tasks.size(), await tasks.isEmpty(), await tasks.isFull()]).toEqual([1, false, true]);
  await expect(tasks.put("b", { timeoutMs: 0 })).rejects.toMatchObject({ code: "QUEUE_TIMEOUT" });

  expect(await tasks.take({ timeoutMs: 1_000 })).toBe("a");
  expect(await tasks.tryTake()).toBe(undefined);
  tasks.taskDone(); // of what was taken here
  expect(() => tasks.taskDone()).toThrow(expect.objectContaining({ code: "NOT_IN_HAND" }));

  await tasks.close();
  expect(await tasks.isClosed()).toBe(true);
  await expect(tasks.put("c")).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
});

const clumsy = defineActor({
  name: "clumsy",
  module: import.meta.url,
  init: (tasks: QueueRef<string>, ctx) => ({ tasks: openQueue(tasks, ctx) }),
  receive: {
    async work({ state: { tasks } }) {
      throw new Error(`I cannot ${await tasks.take()}`);
    },
  },
});

test("a taker that ends without taskDone", async () => {
  await using system = createTestSystem();
  const said: string[] = [];
  system.addEventListener("fault", ({ error }) => said.push(error.message));
  const ref = await system.spawn(queue, { name: "tasks", args: { redeliver: true } });
  const child = await system.spawn(clumsy, { name: "clumsy", args: ref, on: "thread", restart: "never" });
  child.tell("work");

  const tasks = openQueue<string>(ref);
  await tasks.put("sweep");
  await child.exited;
  expect(await tasks.take()).toBe("sweep");
  expect(said).toEqual([
    'Cannot have an item of queue "/test/tasks" done: its taker "/test/clumsy" has ended without taskDone(), so the next one gets it',
  ]);
});
