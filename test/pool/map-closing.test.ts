// What becomes of a map when its pool is closed.
import { expect, test } from "vitest";
import { createTestSystem } from "troupe/testing";
import { gate } from "../../src/testing/placement-contract/actors/gate.ts";
import { sorter, type Parcelled } from "./actors/sorter.ts";
import { range } from "./behaviour/floor.ts";

async function createFloor(count: number) {
  const system = createTestSystem();
  const pool = await system.pool(sorter, { size: 1 });
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const ref = await system.spawn(gate, { args: opened });
  const ran = new Int32Array(count);
  const items: Parcelled[] = range(count).map((n) => ({ ran, n, gate: ref }));
  return { system, pool, items, ran, open };
}

/** A source of which nobody knows how many it has. */
function* plain(items: readonly Parcelled[]): Generator<Parcelled> {
  yield* items;
}

async function* later(items: readonly Parcelled[]): AsyncGenerator<Parcelled> {
  yield* items;
}

const sources = { list: (items: Parcelled[]) => items, plain, later };
const kinds = Object.entries(sources).flatMap(([what, of]) => [true, false].map((ordered) => ({ what, of, ordered })));

test.each(kinds)(
  "pool.close() finishes a map of which all was taken: $what, ordered: $ordered",
  async ({ of, ordered }) => {
    const { system, pool, items, open } = await createFloor(2);
    await using _ = system;
    const seen: number[] = [];
    const loop = (async () => {
      for await (const n of pool.map("sort", of(items), { ordered })) seen.push(n);
    })();
    await system.settled();
    const closed = pool.close();
    open();
    await closed;
    await loop;
    expect(seen).toEqual([0, 1]);
  },
);

test.each(kinds)(
  "pool.close() lets a map yield what was sent, then rejects: $what, ordered: $ordered",
  async (kind) => {
    const { system, pool, items, ran, open } = await createFloor(9);
    await using _ = system;
    const seen: number[] = [];
    const loop = (async () => {
      for await (const n of pool.map("sort", kind.of(items), { ordered: kind.ordered, buffer: 3 })) seen.push(n);
    })();
    await system.settled();
    const closed = pool.close();
    open();
    await closed;
    await expect(loop).rejects.toMatchObject({ code: "POOL_CLOSED" });
    expect(seen).toEqual(range(seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.length).toBeLessThan(4);
    expect([...ran]).toEqual(range(9).map((n) => (n < seen.length ? 1 : 0)));
    expect(pool.stats()).toMatchObject({ queued: 0, running: 0, done: seen.length, failed: 0 });
  },
);

test("pool.close({ now: true }) cancels what a map has sent and nobody has started", async () => {
  const { system, pool, items, open } = await createFloor(9);
  await using _ = system;
  const loop = (async () => {
    for await (const _ of pool.map("sort", items));
  })();
  const ended = loop.catch((error: { code?: string }) => error.code);
  await system.settled();
  const closed = pool.close({ now: true });
  open();
  await closed;
  expect(await ended).toBe("CANCELLED");
});

test.each(["close", "kill"] as const)("pool.%s() rejects a map that waits for its source", async (end) => {
  await using system = createTestSystem();
  const pool = await system.pool(sorter);
  let returned = 0;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => Promise.resolve({ done: true, value: (returned += 1) }),
    }),
  };
  const next = pool.map("double", source).next();
  const ended = next.catch((error: { code?: string }) => error.code);
  await system.settled();
  await pool[end]();
  expect(await ended).toBe("POOL_CLOSED");
  expect(returned).toBe(1);
});
