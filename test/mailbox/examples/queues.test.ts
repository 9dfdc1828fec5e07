import { expect, test } from "vitest";
import { Queue } from "troupe";

test("workers share a queue that can be joined", async () => {
  const tasks = new Queue<string>({ capacity: 100 });
  const shouted: string[] = [];

  async function work(): Promise<void> {
    for await (const task of tasks) {
      shouted.push(task.toUpperCase());
      tasks.taskDone();
    }
  }
  const workers = [work(), work(), work()];

  for (const task of ["a", "b", "c", "d"]) await tasks.put(task);
  await tasks.join(); // all four were taken, and are done
  expect(shouted).toEqual(["A", "B", "C", "D"]);

  tasks.close(); // the loops end
  await Promise.all(workers);
});

test("an order", async () => {
  const latest = new Queue<number>({ order: "lifo" });
  for (const item of [1, 2, 3]) await latest.put(item);
  expect([await latest.take(), await latest.take(), await latest.take()]).toEqual([3, 2, 1]);

  interface Job {
    readonly name: string;
    readonly urgency: number;
  }
  const urgent = new Queue<Job>({ order: "priority", compare: (one, other) => other.urgency - one.urgency });
  await urgent.put({ name: "sweep", urgency: 1 });
  await urgent.put({ name: "call back", urgency: 5 });
  await urgent.put({ name: "water", urgency: 1 });
  const names: string[] = [];
  for (const { name } of urgent.close({ now: true })) names.push(name);
  expect(names).toEqual(["call back", "sweep", "water"]);
});

test("put and take wait", async () => {
  const queue = new Queue<string>({ capacity: 1 });
  const taken = queue.take(); // waits for an item
  await queue.put("a");
  expect(await taken).toBe("a");

  await queue.put("b");
  const put = queue.put("c"); // waits for room
  expect(await queue.take()).toBe("b");
  await put;
  expect(queue.size).toBe(1);
});

test("tryPut and tryTake do not wait", () => {
  const queue = new Queue<string | undefined>({ capacity: 1 });
  expect(queue.tryPut(undefined)).toBe(true);
  expect(queue.tryPut("a")).toBe(false); // full

  expect(queue.tryTake()).toEqual({ value: undefined });
  expect(queue.tryTake()).toBe(undefined); // empty
});

test("limits", async () => {
  const queue = new Queue<string>({ capacity: 1 });
  await expect(queue.take({ timeoutMs: 10 })).rejects.toMatchObject({ code: "QUEUE_TIMEOUT" });

  await queue.put("a");
  const controller = new AbortController();
  const put = queue.put("b", { signal: controller.signal });
  controller.abort("enough");
  await expect(put).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
  expect(queue.size).toBe(1); // b is not in it, and never will be
});

test("how full it is", () => {
  const queue = new Queue<number>({ capacity: 2 });
  expect([queue.size, queue.isEmpty, queue.isFull]).toEqual([0, true, false]);
  queue.tryPut(1);
  queue.tryPut(2);
  expect([queue.size, queue.isEmpty, queue.isFull]).toEqual([2, false, true]);
});

test("taskDone and join", async () => {
  const queue = new Queue<string>();
  await queue.put("a");
  const joined = queue.join({ timeoutMs: 1_000 });

  await queue.take(); // taken, and not yet done
  queue.taskDone();
  await joined;
  expect(() => queue.taskDone()).toThrow(expect.objectContaining({ code: "NOT_IN_HAND" }));
});

test("close lets the rest be taken", async () => {
  const queue = new Queue<number>();
  for (const item of [1, 2, 3]) await queue.put(item);
  queue.close();
  expect(queue.isClosed).toBe(true);
  await expect(queue.put(4)).rejects.toMatchObject({ code: "QUEUE_CLOSED" });

  expect(await queue.take()).toBe(1);
  for await (const item of queue) expect(item).toBeGreaterThan(1); // 2 and 3, then it ends
  await expect(queue.take()).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
});

test("close now hands back the rest", async () => {
  const queue = new Queue<number>({ capacity: 2 });
  for (const item of [1, 2]) await queue.put(item);
  const put = queue.put(3);
  expect(queue.close({ now: true })).toEqual([1, 2]);
  await expect(put).rejects.toMatchObject({ code: "QUEUE_CLOSED" });
  await queue.join(); // nothing is in hand
});
