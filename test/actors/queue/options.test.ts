import { expect, test } from "vitest";
import { defineQueue, openQueue, queue, type QueueArgs } from "troupe/actors";
import { createTestSystem } from "troupe/testing";
import { failureOf } from "./taking.ts";

test.each<[wrong: unknown, said: string]>([
  [{ order: "random" }, 'order must be "fifo", "lifo" or "priority"'],
  [{ capacity: 0 }, "capacity must be a whole number from 1, or Infinity, not 0"],
  [{ redeliver: 1 }, "redeliver must be true or false, not 1"],
  [{ size: 1 }, "args must be order, capacity and redeliver alone"],
  [null, "args must be an object, not null"],
  ["fifo", "args must be an object, not 'fifo'"],
])("spawn() of a queue with the args %j rejects with what is wrong", async (wrong, said) => {
  await using system = createTestSystem();
  const error = await failureOf(system.spawn(queue, { args: wrong as QueueArgs }));
  expect(error).toMatchObject({ code: "START_FAILED", cause: { code: "BAD_OPTION" } });
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining(said) });
});

test("queue.take(), put(), join(), close() and with() refuse wrong options with BAD_OPTION", async () => {
  await using system = createTestSystem();
  const tasks = openQueue<number>(await system.spawn(queue));
  const bad = { code: "BAD_OPTION" };
  for (const wrong of [{ timeoutMs: -1 }, { timeoutMs: Number.NaN }, { signal: 1 }, { timeout: 1 }, 7] as never[]) {
    expect(await failureOf(tasks.put(1, wrong))).toMatchObject(bad);
    expect(await failureOf(tasks.take(wrong))).toMatchObject(bad);
    expect(await failureOf(tasks.join(wrong))).toMatchObject(bad);
    expect(() => tasks.with(wrong)).toThrow(expect.objectContaining(bad));
  }
  for (const wrong of [{ now: 1 }, { soon: true }, 7, null] as never[]) {
    expect(await failureOf(tasks.close(wrong))).toMatchObject(bad);
  }
  expect([await tasks.size(), await tasks.isClosed()]).toEqual([0, false]);
});

test("defineQueue() throws BAD_OPTION for what is no compare", () => {
  const wrong = { name: "wrong", compare: "smaller" } as never;
  expect(() => defineQueue(wrong)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test("a queue of a definition with a compare takes no other order", async () => {
  await using system = createTestSystem();
  const longestFirst = defineQueue<string>({
    name: "longest-first",
    compare: (one, other) => other.length - one.length,
  });
  const error = await failureOf(system.spawn(longestFirst, { args: { order: "fifo" } }));
  expect(error).toMatchObject({ code: "START_FAILED", cause: { code: "BAD_OPTION" } });
});
