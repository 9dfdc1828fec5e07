import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { Queue, type QueueOptions } from "troupe";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const code = (expected: string): unknown => expect.objectContaining({ name: "ActorError", code: expected });

/** What a promise has come to by now. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  let state: unknown = "waiting";
  promise.then(
    (value) => (state = value),
    (error: { code: string }) => (state = error.code),
  );
  await turn();
  return state;
}

async function takeAll<T>(queue: Queue<T>): Promise<T[]> {
  queue.close();
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

test.each([
  ["fifo", [1, 2, 3, 1]],
  ["lifo", [1, 3, 2, 1]],
  ["priority", [1, 1, 2, 3]],
] as const)("queue.take() hands out items in the order %s", async (order, expected) => {
  const queue = new Queue<number>({ order });
  for (const item of [1, 2, 3, 1]) await queue.put(item);
  expect(await takeAll(queue)).toEqual(expected);
});

test("queue.size, isEmpty, isFull and isClosed are exact", async () => {
  const queue = new Queue<string>({ capacity: 2 });
  const look = (): unknown[] => [queue.size, queue.isEmpty, queue.isFull, queue.isClosed];
  expect(look()).toEqual([0, true, false, false]);
  await queue.put("a");
  expect(look()).toEqual([1, false, false, false]);
  await queue.put("b");
  void queue.put("c");
  expect(look()).toEqual([2, false, true, false]);
  await queue.take();
  expect(look()).toEqual([2, false, true, false]); // c came in at once
  queue.tryTake();
  queue.tryTake();
  queue.close();
  expect(look()).toEqual([0, true, false, true]);
});

test("queue.tryPut() says whether there was room, tryTake() hands over also what is undefined", () => {
  const queue = new Queue<string | undefined>({ capacity: 2 });
  expect([queue.tryPut(undefined), queue.tryPut("a"), queue.tryPut("b")]).toEqual([true, true, false]);
  expect([queue.tryTake(), queue.tryTake(), queue.tryTake()]).toEqual([
    { value: undefined },
    { value: "a" },
    undefined,
  ]);
});

test("queue.take() awaits an item that is a promise, tryTake() does not", async () => {
  const queue = new Queue<Promise<number>>();
  const item = Promise.resolve(1);
  await queue.put(item);
  await queue.put(item);
  expect([queue.tryTake()?.value === item, await queue.take()]).toEqual([true, 1]);
});

describe("queue.taskDone()", () => {
  test("is one too many when every item taken is done, whatever still waits", async () => {
    const queue = new Queue<number>();
    expect(() => queue.taskDone()).toThrow(code("NOT_IN_HAND"));
    await queue.put(1);
    expect(() => queue.taskDone()).toThrow(code("NOT_IN_HAND"));
    await queue.take();
    queue.taskDone();
    expect(() => queue.taskDone()).toThrow(code("NOT_IN_HAND"));
  });
});

describe("queue.join()", () => {
  test("resolves at once if nothing was ever put in", async () => {
    expect(await stateOf(new Queue().join())).toBe(undefined);
  });

  test("waits until everything is taken and done, also what was put in meanwhile", async () => {
    const queue = new Queue<number>({ capacity: 1 });
    void Promise.all([queue.put(1), queue.put(2)]);
    const joins = [queue.join(), queue.join()];
    for (let left = 2; left > 0; left--) {
      await queue.take();
      expect(await stateOf(joins[0] as Promise<void>)).toBe("waiting");
      if (left === 1) void queue.put(3);
      queue.taskDone();
    }
    expect(await stateOf(joins[1] as Promise<void>)).toBe("waiting");
    queue.tryTake();
    queue.taskDone();
    expect(await Promise.all(joins)).toEqual([undefined, undefined]);
  });
});

describe("queue.close()", () => {
  test("lets the rest be taken, refuses those who wait to put, then everybody", async () => {
    const queue = new Queue<number>({ capacity: 2 });
    const puts = [1, 2, 3].map((item) => queue.put(item));
    expect(queue.close()).toEqual([]);
    expect(await Promise.all(puts.map(stateOf))).toEqual([undefined, undefined, "QUEUE_CLOSED"]);
    await expect(queue.put(4)).rejects.toThrow("Cannot put an item into the queue: it is closed");
    expect(() => queue.tryPut(4)).toThrow(code("QUEUE_CLOSED"));
    expect([await queue.take(), queue.tryTake(), queue.tryTake()]).toEqual([1, { value: 2 }, undefined]);
    await expect(queue.take()).rejects.toThrow("Cannot take from the queue: it is closed");
    expect(queue.close()).toEqual([]);
  });

  test("refuses those who wait to take and ends the loops that wait, since nothing will come", async () => {
    const queue = new Queue<number>();
    const waiting = [queue.take(), takeInLoop(queue), queue.take()];
    queue.close();
    expect(await Promise.all(waiting.map(stateOf))).toEqual(["QUEUE_CLOSED", [], "QUEUE_CLOSED"]);
  });

  test("with now hands back what is left, in its order, and ends the joins that waited for nothing else", async () => {
    const queue = new Queue<number>({ order: "priority", capacity: 3 });
    const puts = [3, 1, 2, 0].map((item) => queue.put(item));
    const join = queue.join();
    expect(queue.close({ now: true })).toEqual([1, 2, 3]);
    expect(await Promise.all(puts.map(stateOf))).toEqual([undefined, undefined, undefined, "QUEUE_CLOSED"]);
    expect([queue.size, await stateOf(join), await stateOf(queue.take())]).toEqual([0, undefined, "QUEUE_CLOSED"]);
  });

  test("with now leaves join waiting for what was taken before, as Python's shutdown() does", async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2, 3]) queue.tryPut(item);
    queue.tryTake();
    const join = queue.join();
    queue.close(); // may come first
    expect(queue.close({ now: true })).toEqual([2, 3]);
    expect(await stateOf(join)).toBe("waiting");
    queue.taskDone();
    expect(await stateOf(join)).toBe(undefined);
    expect(() => queue.taskDone()).toThrow(code("NOT_IN_HAND"));
  });
});

describe("for await", () => {
  test("ends when the queue is closed and empty; each item goes to one loop", async () => {
    const queue = new Queue<number>({ capacity: 3 });
    const loops = [takeInLoop(queue), takeInLoop(queue), takeInLoop(queue)];
    for (let item = 0; item < 100; item++) await queue.put(item);
    queue.close();
    const taken = await Promise.all(loops);
    expect(taken.flat().toSorted((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(taken.every((items) => items.length > 0)).toBe(true);
  });

  test("leaves the rest when it is left", async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2, 3]) queue.tryPut(item);
    for await (const item of queue) if (item === 2) break;
    await expect(failingLoop(queue)).rejects.toThrow("at 3");
    queue.tryPut(4);
    expect(await queue.take()).toBe(4);
  });

  test("that is left while it waits, by hand, takes nothing any more", async () => {
    const queue = new Queue<number>();
    const loop = queue[Symbol.asyncIterator]();
    const waiting = [loop.next(), loop.next()];
    expect(await loop.return?.()).toEqual({ value: undefined, done: true });
    queue.tryPut(1);
    for (const next of [...waiting, loop.next()]) expect(await next).toEqual({ value: undefined, done: true });
    expect(queue.size).toBe(1);
  });
});

test.each<[QueueOptions<number> & Record<string, unknown>, string]>([
  [{ order: "random" as "fifo" }, 'order must be "fifo", "lifo" or "priority", not "random"'],
  [{ capacity: 0 }, "capacity must be a whole number from 1, or Infinity, not 0"],
  [{ capacity: NaN }, "capacity must be a whole number from 1, or Infinity, not NaN"],
  [{ order: "priority", compare: 1 as never }, "compare must be a function, not 1"],
  [{ compare: () => 0 }, 'compare must be left out when order is "fifo", not a function'],
  [{ size: 1 }, 'there is no option "size", only order, capacity, compare'],
])("new Queue(%o) is refused", (options, reason) => {
  expect(() => new Queue(options)).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: `Cannot make a queue: ${reason}` }),
  );
});

test("queue.put(), take() and join() reject with BAD_OPTION, and have done nothing", async () => {
  const queue = new Queue<number>();
  await expect(queue.put(1, { timeoutMs: -1 })).rejects.toThrow(
    "Cannot put an item into the queue: timeoutMs must be a number of ms from 0, not -1",
  );
  expect(queue.size).toBe(0);
  queue.tryPut(1);
  await expect(queue.take({ signal: 1 as never })).rejects.toThrow(
    "Cannot take from the queue: signal must be an AbortSignal, not 1",
  );
  await expect(queue.join({ timeout: 1 } as never)).rejects.toThrow(
    'Cannot join the queue: there is no option "timeout"',
  );
  expect(() => queue.close({ now: 1 as never })).toThrow("Cannot close the queue: now must be true or false, not 1");
  expect([queue.size, queue.isClosed]).toEqual([1, false]);
});

test("a queue keeps no process alive, whoever waits and however long", async () => {
  const script = `
    import { Queue } from "troupe";
    const [empty, full] = [new Queue(), new Queue({ capacity: 1 })];
    full.tryPut(1);
    for (const limits of [{}, { timeoutMs: 600_000 }, { signal: new AbortController().signal }]) {
      void Promise.all([empty.take(limits), full.put(2, limits), full.join(limits)]);
    }
    void (async () => { for await (const item of empty) console.log(item); })();
    process.on("exit", () => console.log("ends"));`;
  const parameters = ["--import", "tsx", "--input-type=module", "--eval", script];
  expect((await promisify(execFile)(process.execPath, parameters, { timeout: 30_000 })).stdout).toBe("ends\n");
});

async function takeInLoop<T>(queue: Queue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

async function failingLoop(queue: Queue<number>): Promise<void> {
  for await (const item of queue) throw new Error(`at ${item}`);
}
