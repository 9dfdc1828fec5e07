// How the loop over a map begins, waits and is left.
import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { createTestSystem } from "troupe/testing";
import { laborer } from "./actors/laborer.ts";
import { sorter } from "./actors/sorter.ts";
import { range } from "./behaviour/floor.ts";

test("pool.map() costs the same an item however large its buffer is, and however many wait for a reply", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(laborer, { routing: "by-key", key: () => "one" });
  const count = 120_000;
  const loop = pool.map("double", range(count), { buffer: count });
  const results = await Promise.all(Array.from({ length: count }, () => loop.next()));
  expect(results.at(-1)).toEqual({ done: false, value: (count - 1) * 2 });
}, 15_000);

test("a loop that is left yields nothing more of what has come already", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  for (const ordered of [true, false]) {
    for await (const _ of pool.map("double", range(3_000))); // so that many travel together
    const loop = pool.map("double", range(3_000), { ordered });
    await loop.next();
    for (let n = 0; n < 100; n++) await loop.next();
    await loop.return?.();
    expect(await loop.next()).toEqual({ done: true, value: undefined });
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  }
});

test("leaving a loop whose source waits calls its return(), and waits neither for that nor for its failure", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  async function* waiting(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => {});
  }
  for await (const doubled of pool.map("double", waiting())) {
    expect(doubled).toBe(2);
    break;
  }
  let returned = 0;
  const failing: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => {
        returned += 1;
        return Promise.reject(new Error("it cannot return"));
      },
    }),
  };
  const loop = pool.map("double", failing);
  const next = loop.next();
  expect(await loop.return?.()).toEqual({ done: true, value: undefined });
  expect(await next).toEqual({ done: true, value: undefined });
  expect(returned).toBe(1);
});

test.each([Symbol.iterator, Symbol.asyncIterator])("pool.map() refuses a source whose %s is none", async (symbol) => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  for (const iterator of [undefined, {}, 7]) {
    expect(() => pool.map("double", { [symbol]: () => iterator } as never)).toThrow(
      expect.objectContaining({
        code: "BAD_OPTION",
        message: expect.stringMatching(/^Cannot map "double": the iterator of its source must be/) as string,
      }),
    );
  }
});

test("pool.map() that is never begun listens to no signal", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  const { signal } = new AbortController();
  const loop = pool.map("double", [1], { signal, timeoutMs: 1_000 });
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(await loop.next()).toEqual({ done: false, value: 2 });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  expect(await loop.next()).toEqual({ done: true, value: undefined });
  expect(getEventListeners(signal, "abort")).toEqual([]);

  const aborted = pool.map("double", [1], { signal: AbortSignal.abort() });
  await expect(aborted.next()).rejects.toMatchObject({ code: "ABORTED" });
});

test("pool.map({ timeoutMs }) counts from the call, whenever the loop begins", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  const never: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const [loop, late] = [1, 2].map(() => pool.map("double", never, { timeoutMs: 1_000 }));
  await system.advance(800);
  const next = loop!.next().catch((error: { code?: string }) => error.code);
  await system.advance(300);
  expect(await next).toBe("JOB_TIMEOUT");
  await expect(late!.next()).rejects.toMatchObject({ code: "JOB_TIMEOUT" });
});

test("pool.map() of a broadcast pool rejects, also without items", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter, { size: 2, routing: "broadcast" });
  for (const items of [[], [1]]) {
    await expect(pool.map("double", items).next()).rejects.toMatchObject({ code: "BROADCAST" });
  }
});
