import assert from "node:assert/strict";
import { onFloor, range, type Cases, type LaborerPool } from "./floor.ts";

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A source that keeps count of what was taken from it, and of how it ended. */
function countedSource(count: number): { items: Iterable<number>; taken: () => number; returned: () => number } {
  let taken = 0;
  let returned = 0;
  const items: Iterable<number> = {
    [Symbol.iterator]: () => ({
      next: () => (taken < count ? { done: false, value: taken++ } : { done: true, value: undefined }),
      return() {
        returned += 1;
        return { done: true, value: undefined };
      },
    }),
  };
  return { items, taken: () => taken, returned: () => returned };
}

async function* later(numbers: readonly number[]): AsyncGenerator<number> {
  yield* numbers;
}

/** `pool.map`. */
export const mapCases: Cases = (placement, { test }) => {
  test("pool.map() yields the replies in the order of the items, from any iterable", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      const doubled = range(3_000).map((n) => n * 2);
      assert.deepEqual(await listOf(pool.map("double", range(3_000))), doubled);
      assert.deepEqual(await listOf(pool.map("double", new Set(range(3_000)))), doubled);
      assert.deepEqual(await listOf(pool.map("double", later(range(3_000)))), doubled);
      assert.deepEqual(await listOf(pool.map("later", range(300))), range(300));
      assert.deepEqual(await listOf(pool.map("defer", range(300))), range(300));
      assert.deepEqual(await listOf(pool.map("double", [])), []);
      assert.equal(pool.stats().done, 9_600);
    }));

  test("pool.map({ ordered: false }) yields each reply once, as it comes", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const pool = await openPool();
      const replies = await listOf(pool.map("double", range(3_000), { ordered: false }));
      assert.deepEqual(
        replies.toSorted((one, other) => one - other),
        range(3_000).map((n) => n * 2),
      );
      const gate = await closeGate();
      const probe = await openProbe();
      const noted = await openPool({ args: { probe: probe.ref } });
      const open = await closeGate();
      open.open();
      const helds = [gate, open].map((each, name) => ({ name, gate: each.ref }));
      const loop = noted.map("hold", helds, { ordered: false });
      assert.equal((await loop.next()).value, 1);
      gate.open();
      assert.equal((await loop.next()).value, 0);
      assert.equal((await loop.next()).done, true);
    }));

  test("pool.map({ buffer }) takes no more items ahead of whoever takes the replies", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      const { items, taken, returned } = countedSource(10_000);
      const loop = pool.map("double", items, { buffer: 8 });
      assert.equal(taken(), 0); // nothing happens before the first reply is wanted
      for (let n = 0; n < 500; n++) {
        assert.equal((await loop.next()).value, n * 2);
        assert.ok(taken() <= n + 1 + 8, `${taken()} taken for ${n + 1}`);
      }
      await loop.return?.();
      assert.equal(returned(), 1);
      assert.equal((await loop.next()).done, true);
      assert.ok(taken() <= 508);
    }));

  test("leaving the loop cancels what has not started, and returns the source", () =>
    onFloor(placement, async ({ openPool, openProbe, closeGate }) => {
      const gate = await closeGate();
      const probe = await openProbe();
      const pool = await openPool({ size: 1, args: { probe: probe.ref } });
      const { items, taken, returned } = countedSource(10_000);
      const held = pool.submit("hold", { name: "held", gate: gate.ref });
      await probe.until(1);
      const loop = pool.map("note", items);
      const first = loop.next();
      gate.open();
      await first;
      await loop.return?.();
      await held;
      await pool.submit("none");
      assert.equal(returned(), 1);
      assert.ok(taken() < 5_000);
      const { queued, running } = pool.stats();
      assert.deepEqual([queued, running], [0, 0]);
    }));

  test("an item that fails throws at its place, and ends the loop", () =>
    onFloor(placement, async ({ openPool, events }) => {
      const pool = await openPool();
      for await (const _ of pool.map("failIf", range(2_000))); // so that its pace is known, and items travel together
      const { items, returned } = countedSource(10_000);
      const seen: number[] = [];
      const mapped = function* (): Generator<number> {
        for (const item of items) yield item === 1_000 ? -1 : item;
      };
      await assert.rejects(
        async () => {
          for await (const reply of pool.map("failIf", mapped())) seen.push(reply);
        },
        { name: "RangeError", message: "-1 is below 0" },
      );
      assert.deepEqual(seen, range(1_000));
      assert.equal(returned(), 1);
      assert.ok(pool.stats().failed >= 1);
      assert.deepEqual(events("crash"), []);
    }));

  for (const answer of [undefined, Object.defineProperty({}, "done", { get: () => assert.fail("unreadable") })]) {
    const what = answer === undefined ? "answers what is no step" : "answers what cannot be read";
    test(`a source that ${what} is heard by the loop, at once or later`, () =>
      onFloor(placement, async ({ openPool }) => {
        const pool = await openPool();
        const atOnce = { [Symbol.iterator]: () => ({ next: () => answer }) } as never as Iterable<number>;
        const later = {
          [Symbol.asyncIterator]: () => ({ next: async () => answer }),
        } as never as AsyncIterable<number>;
        const error = answer === undefined ? /its source answered undefined, which is no step/ : /unreadable/;
        await assert.rejects(listOf(pool.map("double", atOnce)), error);
        await assert.rejects(listOf(pool.map("double", later)), error);
      }));
  }

  test("a source that throws is heard when all before it have come", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      function* broken(): Generator<number> {
        yield* range(100);
        throw new RangeError("the source is dry");
      }
      async function* brokenLater(): AsyncGenerator<number> {
        yield* broken();
      }
      for (const source of [broken, brokenLater]) {
        const seen: number[] = [];
        const loop = async (): Promise<void> => {
          for await (const reply of pool.map("double", source())) seen.push(reply);
        };
        await assert.rejects(loop, { name: "RangeError", message: "the source is dry" });
        assert.equal(seen.length, 100);
      }
      assert.throws(() => pool.map("double", 7 as never), { code: "BAD_OPTION" });
    }));

  test("pool.map({ signal }) and { timeoutMs } break the loop off", () =>
    onFloor(placement, async ({ openPool, openProbe }) => {
      const probe = await openProbe();
      const pool = await openPool({ args: { probe: probe.ref } });
      const controller = new AbortController();
      const broken = listOf(pool.map("heed", ["a", "b"], { signal: controller.signal }));
      await probe.until(2);
      controller.abort();
      await assert.rejects(broken, { code: "ABORTED" });
      await probe.until(4);
      await assert.rejects(listOf(pool.map("heed", ["c", "d"], { timeoutMs: 1_000 })), { code: "JOB_TIMEOUT" });
      await probe.until(8);
      assert.equal(await pool.submit("double", 1), 2);
    }));

  test("a worker that finishes in the midst of a map leaves the rest to another", () =>
    onFloor(placement, async ({ openPool }) => {
      const pool = await openPool();
      await listOf(pool.map("finish", range(20)));
      assert.deepEqual(await listOf(pool.map("double", range(2_000))), await manual(pool));
    }));
};

async function manual(pool: LaborerPool): Promise<number[]> {
  return Promise.all(range(2_000).map((n) => pool.submit("double", n)));
}
