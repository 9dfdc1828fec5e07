import { describe, expect, test } from "vitest";
import type { QueueOrder } from "troupe";
import { defineQueue, openQueue, queue, type OpenQueue, type QueueArgs } from "troupe/actors";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { collect, failureOf, takeAll } from "./queue/taking.ts";

const closed = { code: "QUEUE_CLOSED" };

interface Job {
  readonly name: string;
  readonly urgency: number;
}

const urgentFirst = defineQueue<Job>({
  name: "urgent-first",
  module: import.meta.url,
  compare: (one, other) => other.urgency - one.urgency,
});

describe.each(["inline", "thread"] as const)("a queue on %s", (on) => {
  async function open<T = number>(system: TestSystem, args?: QueueArgs): Promise<OpenQueue<T>> {
    return openQueue<T>(await system.spawn(queue, { name: "tasks", args, on }));
  }

  test.each<[order: QueueOrder, taken: number[]]>([
    ["fifo", [2, 3, 1]],
    ["lifo", [1, 3, 2]],
    ["priority", [1, 2, 3]],
  ])("queue.take() follows the order %s", async (order, taken) => {
    await using system = createTestSystem();
    const tasks = await open(system, { order });
    for (const item of [2, 3, 1]) await tasks.put(item);
    expect(await takeAll(tasks)).toEqual(taken);
  });

  test("defineQueue() makes a queue whose order is its compare's; equals keep the order put", async () => {
    await using system = createTestSystem();
    const jobs = openQueue(await system.spawn(urgentFirst, { on }));
    await jobs.put({ name: "sweep", urgency: 1 });
    await jobs.put({ name: "call back", urgency: 5 });
    await jobs.put({ name: "water", urgency: 1 });
    expect((await takeAll(jobs)).map(({ name }) => name)).toEqual(["call back", "sweep", "water"]);
  });

  test("queue.put() waits for room, and whoever came first is let in first", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 1 });
    const done: number[] = [];
    const puts = [1, 2, 3].map((item) => tasks.put(item).then(() => done.push(item)));
    await system.settled();
    expect(done).toEqual([1]);
    expect([await tasks.take(), await tasks.take(), await tasks.take()]).toEqual([1, 2, 3]);
    await Promise.all(puts);
    expect(done).toEqual([1, 2, 3]);
  });

  test("queue.take() waits for an item, and whoever came first is served first", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    const taken = [tasks.take(), tasks.take()];
    await tasks.put(1);
    await tasks.put(2);
    expect(await Promise.all(taken)).toEqual([1, 2]);
  });

  test("queue.tryPut() and tryTake() do not wait, and overtake nobody", async () => {
    await using system = createTestSystem();
    const tasks = await open<number | undefined>(system, { capacity: 1 });
    expect(await tasks.tryTake()).toBe(undefined);
    expect(await tasks.tryPut(undefined)).toBe(true);
    const put = tasks.put(2);
    expect(await tasks.tryPut(3)).toBe(false);
    expect(await tasks.tryTake()).toEqual({ value: undefined });
    await put;
    expect(await takeAll(tasks)).toEqual([2]);
  });

  test("queue.take() and put() with a timeoutMs reject with QUEUE_TIMEOUT then, and have changed nothing", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 1 });
    const take = failureOf(tasks.take({ timeoutMs: 100 }));
    const patient = tasks.take({ timeoutMs: 101 });
    await system.advance(100);
    expect(await take).toMatchObject({
      code: "QUEUE_TIMEOUT",
      message: 'Cannot take from queue "/test/tasks": nothing came within 100 ms',
    });
    await tasks.put(1);
    expect(await patient).toBe(1);

    await tasks.put(2);
    const put = failureOf(tasks.put(3, { timeoutMs: 100 }));
    const join = failureOf(tasks.join({ timeoutMs: 100 }));
    await system.advance(100);
    expect(await put).toMatchObject({ code: "QUEUE_TIMEOUT", message: expect.stringContaining("there was no room") });
    expect(await join).toMatchObject({ code: "QUEUE_TIMEOUT", message: expect.stringContaining("not all was done") });
    expect(await takeAll(tasks)).toEqual([2]);
  });

  test("queue.take() waits for more than the 30 s of an ask, and so does join()", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    const taken = tasks.take();
    await system.advance(3_600_000);
    await tasks.put(1);
    expect(await taken).toBe(1);
    const joined = tasks.join();
    await system.advance(3_600_000);
    tasks.taskDone();
    await joined;
  });

  test("queue.take({ timeoutMs: 0 }) takes what need not be waited for", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 1 });
    expect(await failureOf(tasks.take({ timeoutMs: 0 }))).toMatchObject({ code: "QUEUE_TIMEOUT" });
    await tasks.put(1, { timeoutMs: 0 });
    expect(await failureOf(tasks.put(2, { timeoutMs: 0 }))).toMatchObject({ code: "QUEUE_TIMEOUT" });
    expect(await tasks.take({ timeoutMs: 0 })).toBe(1);
    expect(await failureOf(tasks.join({ timeoutMs: 0 }))).toMatchObject({ code: "QUEUE_TIMEOUT" });
    tasks.taskDone();
    await tasks.join({ timeoutMs: 0 });
  });

  test("queue.take(), put() and join() whose signal is aborted reject with ABORTED and its reason", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const taken = failureOf(tasks.take({ signal }));
    await system.settled();
    controller.abort("enough");
    const error = { code: "ABORTED", cause: "enough" };
    expect(await taken).toMatchObject({ ...error, message: expect.stringContaining("its signal was aborted") });
    for (const late of [tasks.take({ signal }), tasks.put(1, { signal }), tasks.join({ signal })]) {
      expect(await failureOf(late)).toMatchObject(error);
    }
    expect(await tasks.size()).toBe(0);

    await tasks.put(1);
    const again = new AbortController();
    const waits = [tasks.put(2, { signal: again.signal }), tasks.join({ signal: again.signal })].map(failureOf);
    await system.settled();
    again.abort("enough");
    for (const failure of await Promise.all(waits)) expect(failure).toMatchObject(error);
    expect(await takeAll(tasks)).toEqual([1]);
  });

  test("queue.with() gives all that waits here the same limits; those of a call go before them", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    const controller = new AbortController();
    const hasty = tasks.with({ timeoutMs: 0 }).with({ signal: controller.signal });
    expect(await failureOf(hasty.take())).toMatchObject({ code: "QUEUE_TIMEOUT" });
    const taken = failureOf(hasty.take({ timeoutMs: 1_000 }));
    controller.abort();
    expect(await taken).toMatchObject({ code: "ABORTED" });

    await tasks.put(1);
    expect(await tasks.with({ timeoutMs: 0 }).take()).toBe(1);
    hasty.taskDone(); // what was taken by one of them is in hand of all
    await tasks.join();
  });

  test("queue.put() whose order fails rejects with ORDER_FAILED, and the next one has its place", async () => {
    await using system = createTestSystem();
    const tasks = await open<unknown>(system, { order: "priority", capacity: 1 });
    expect(await failureOf(tasks.put({}))).toMatchObject({ code: "ORDER_FAILED" });
    await tasks.put(1);
    const waits = [tasks.put("one"), tasks.put({}), tasks.put(2)];
    const failures = waits.slice(0, 2).map(failureOf);
    expect([await tasks.take(), await tasks.take()]).toEqual([1, "one"]); // alone it needs no order
    expect(await Promise.all(failures)).toEqual([undefined, expect.objectContaining({ code: "ORDER_FAILED" })]);
    expect(await tasks.take()).toBe(2);
  });

  test("queue.taskDone() throws NOT_IN_HAND when all that was taken here is done", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    await tasks.put(1);
    expect(() => tasks.taskDone()).toThrow(expect.objectContaining({ code: "NOT_IN_HAND" }));
    await tasks.take();
    tasks.taskDone();
    expect(() => tasks.taskDone()).toThrow(
      'Cannot call an item of queue "/test/tasks" done: every one that was taken is',
    );
  });

  test("queue.join() resolves when all that was put in was taken and is done", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    await tasks.join();
    await tasks.put(1);
    await tasks.put(2);
    let isJoined = false;
    const joined = tasks.join().then(() => (isJoined = true));
    await takeAll(tasks);
    tasks.taskDone();
    await system.settled();
    expect(isJoined).toBe(false);
    tasks.taskDone();
    await joined;
  });

  test("queue.close() refuses those who put, and lets the rest be taken", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 2 });
    for (const item of [1, 2]) await tasks.put(item);
    const put = failureOf(tasks.put(3));
    expect(await tasks.close()).toEqual([]);
    expect(await put).toMatchObject(closed);
    expect(await failureOf(tasks.put(4))).toMatchObject(closed);
    expect(await failureOf(tasks.tryPut(4))).toMatchObject(closed);

    const taken: number[] = [];
    for await (const item of tasks) taken.push(item);
    expect(taken).toEqual([1, 2]);
    expect(await failureOf(tasks.take())).toMatchObject(closed);
    expect(await tasks.tryTake()).toBe(undefined);
  });

  test("queue.close() ends those who wait to take", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    const [taken, looped] = [failureOf(tasks.take()), collect(tasks)];
    await system.settled();
    await tasks.close();
    expect(await taken).toMatchObject(closed);
    expect(await looped).toEqual([]);
  });

  test("queue.close({ now: true }) hands back the rest in its order, which counts as done", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { order: "priority", capacity: 2 });
    const taken = tasks.take();
    for (const item of [3, 2, 1]) await tasks.put(item);
    expect(await taken).toBe(3);
    const [put, joined] = [failureOf(tasks.put(0)), tasks.join()];
    expect(await tasks.close({ now: true })).toEqual([1, 2]);
    expect(await put).toMatchObject(closed);
    tasks.taskDone();
    await joined;
    expect(await tasks.close({ now: true })).toEqual([]);
  });

  test("a loop that is left by break leaves the rest to others", async () => {
    await using system = createTestSystem();
    const tasks = await open(system);
    for (const item of [1, 2, 3]) await tasks.put(item);
    for await (const item of tasks) if (item === 2) break;
    expect(await takeAll(tasks)).toEqual([3]);
  });

  test("queue.size(), isEmpty(), isFull() and isClosed() tell how it is", async () => {
    await using system = createTestSystem();
    const tasks = await open(system, { capacity: 2 });
    const look = (): Promise<unknown[]> =>
      Promise.all([tasks.size(), tasks.isEmpty(), tasks.isFull(), tasks.isClosed()]);
    expect(await look()).toEqual([0, true, false, false]);
    await tasks.put(1);
    expect(await look()).toEqual([1, false, false, false]);
    await tasks.put(1);
    expect(await look()).toEqual([2, false, true, false]);
    await tasks.close();
    expect(await look()).toEqual([2, false, true, true]);
  });
});

test("queue.take() waits also with a ref that has limits of its own", async () => {
  await using system = createTestSystem();
  const ref = await system.spawn(queue);
  const tasks = openQueue<number>(ref.with({ timeoutMs: 10, signal: AbortSignal.abort() }));
  const taken = tasks.take();
  await system.advance(1_000);
  await tasks.put(1);
  expect(await taken).toBe(1);
});

test("inline, a promise that is put is awaited by whoever takes it, and does not hold up the queue", async () => {
  await using system = createTestSystem();
  const tasks = openQueue<unknown>(await system.spawn(queue));
  await tasks.put(new Promise(() => {}));
  await tasks.put(2);
  void tasks.take();
  expect(await tasks.take()).toBe(2);
});

test("queue.take() rejects with STOPPED when the queue has ended, and so do all that wait", async () => {
  await using system = createTestSystem();
  const child = await system.spawn(queue, { on: "thread" });
  const tasks = openQueue<number>(child);
  const waits = [failureOf(tasks.take()), failureOf(collect(tasks))];
  await system.settled();
  await child.stop();
  for (const failure of [...(await Promise.all(waits)), await failureOf(tasks.put(1))]) {
    expect(failure).toMatchObject({ code: "STOPPED" });
  }
});
