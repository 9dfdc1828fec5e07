import { expect, test } from "vitest";
import { Queue } from "troupe";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";

interface Job {
  readonly n: number;
  readonly priority: number;
}

function takeAll<T>(queue: Queue<T>): T[] {
  return queue.close({ now: true });
}

const failed = (): unknown => expect.objectContaining({ name: "ActorError", code: "ORDER_FAILED" });

test.each([1, 2, 3, 4])("queue of order priority does what a sorted list would (seed %i)", (seed) => {
  const random = createSeededRandom(seed);
  const queue = new Queue<Job>({ order: "priority", compare: (one, other) => one.priority - other.priority });
  let waiting: Job[] = [];
  for (let n = 0; n < 6_000; n++) {
    // Grows beyond several of its arrays, and shrinks to nothing in between.
    if (random() < (n % 3_000 < 1_800 ? 0.75 : 0.2)) {
      const job = { n, priority: Math.floor(random() * 10 ** (seed - 1)) };
      waiting = [...waiting, job];
      queue.tryPut(job);
    } else {
      waiting.sort((one, other) => one.priority - other.priority); // stable
      expect(queue.tryTake()?.value).toBe(waiting.shift());
    }
    expect(queue.size).toBe(waiting.length);
  }
  expect(takeAll(queue)).toEqual(waiting.toSorted((one, other) => one.priority - other.priority));
});

test("compare is called a logarithm of times when an item is put, and never when one is taken", () => {
  let calls = 0;
  const compare = (one: number, other: number): number => (calls++, one - other);
  const queue = new Queue<number>({ order: "priority", compare });
  const random = createSeededRandom(1);
  let most = 0;
  for (let n = 0; n < 20_000; n++) {
    const before = calls;
    queue.tryPut(random());
    most = Math.max(most, calls - before);
  }
  expect(most).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(20_000)));
  const before = calls;
  takeAll(queue);
  expect(calls).toBe(before);
});

test.each<[string, () => unknown]>([
  ["throws", () => expect.fail("no order today")],
  ["answers NaN", () => NaN],
  ["answers nothing", () => undefined],
  ["answers true", () => true],
])("a compare that %s fails that put, also the first one, and leaves the queue whole", async (_what, wrong) => {
  let isWrong = true;
  const compare = (one: number, other: number): number => (isWrong ? (wrong() as number) : one - other);
  const queue = new Queue<number>({ order: "priority", compare });
  expect(() => queue.tryPut(1)).toThrow(failed());
  await expect(queue.put(1)).rejects.toEqual(failed());
  isWrong = false;
  for (const item of [3, 1, 2]) await queue.put(item);
  isWrong = true;
  await expect(queue.put(0)).rejects.toEqual(failed());
  expect(queue.size).toBe(3);
  isWrong = false;
  await queue.put(1.5);
  expect(takeAll(queue)).toEqual([1, 1.5, 2, 3]);
});

test("what compare threw is the cause", async () => {
  const mistake = new RangeError("not today");
  const queue = new Queue<number>({
    order: "priority",
    compare: () => {
      throw mistake;
    },
  });
  await expect(queue.put(1)).rejects.toMatchObject({ code: "ORDER_FAILED", cause: mistake });
});

test("a compare that fails one who waited to put leaves the place to the next, and whoever took does not notice", async () => {
  const compare = (one: Job, other: Job): number => one.priority - other.priority;
  const queue = new Queue<Job>({ order: "priority", capacity: 2, compare });
  const [first, second, bad, good] = [1, 2, NaN, 3].map((priority, n) => ({ n, priority })) as [Job, Job, Job, Job];
  const puts = [first, second, bad, good].map((job) => queue.put(job));
  expect(await queue.take()).toBe(first);
  expect((await Promise.allSettled(puts)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(takeAll(queue)).toEqual([second, good]);
});

test("a compare that fails an item for which somebody waits already leaves them waiting", async () => {
  const queue = new Queue<number>({ order: "priority" });
  const taken = queue.take();
  await expect(queue.put(NaN)).rejects.toEqual(failed());
  await queue.put(1);
  expect(await taken).toBe(1);
});

test.each<[string, (queue: Queue<number>) => unknown]>([
  ["puts", (queue) => queue.tryPut(100)],
  ["takes", (queue) => queue.tryTake()],
  ["closes", (queue) => queue.close({ now: true })],
])("a compare that %s itself fails that put and leaves the queue whole", (_what, use) => {
  let isUsing = false;
  const queue: Queue<number> = new Queue({
    order: "priority",
    compare(one: number, other: number) {
      if (isUsing) {
        isUsing = false;
        use(queue);
      }
      return one - other;
    },
  });
  for (let item = 0; item < 1_000; item++) queue.tryPut(item);
  isUsing = true;
  expect(() => queue.tryPut(500)).toThrow("compare has used the queue itself");
  const left = takeAll(queue);
  expect(left).toEqual(left.toSorted((one, other) => one - other));
});

test("without compare, smaller numbers or texts come first, and nothing else has an order", () => {
  const numbers = new Queue<unknown>({ order: "priority" });
  for (const item of [3, 2n, -1, Infinity, 2]) numbers.tryPut(item);
  for (const item of [NaN, "1", {}, new Date(0), undefined]) expect(() => numbers.tryPut(item)).toThrow(failed());
  expect(takeAll(numbers)).toEqual([-1, 2n, 2, 3, Infinity]);
  const texts = new Queue<unknown>({ order: "priority" });
  expect(() => texts.tryPut({})).toThrow("without compare, a queue takes either numbers or texts");
  for (const item of ["b", "a", "c", "a"]) texts.tryPut(item);
  expect(() => texts.tryPut(1)).toThrow(failed());
  expect(takeAll(texts)).toEqual(["a", "a", "b", "c"]);
});
