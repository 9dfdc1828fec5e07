import { describe, expect, test } from "vitest";
import { Queue } from "troupe";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";

const ITEMS = 65_536;
const [PRODUCERS, CONSUMERS] = [4, 6];
const moment = Promise.resolve();

/** What became of each item, and that only one thing did. */
class Fates {
  readonly counts = { taken: 0, refused: 0, left: 0 };
  readonly #known = new Uint8Array(ITEMS);

  note(item: number, fate: keyof Fates["counts"]): void {
    if (this.#known[item] === 1) expect.fail(`item ${item} is ${fate}, and something else happened to it before`);
    this.#known[item] = 1;
    this.counts[fate] += 1;
  }
}

describe.each(["fifo", "lifo", "priority"] as const)("%s", (order) => {
  describe.each([1, 2, 7, Infinity])("capacity %d", (capacity) => {
    test.each([false, true])("four producers, six consumers, closed half-way, now: %s", async (now) => {
      const queue = new Queue<number>({ order, capacity });
      const random = createSeededRandom(capacity === Infinity ? 0 : capacity);
      const fates = new Fates();
      let accepted = 0;

      /** Puts its part, and reports what the queue does not take any more. */
      async function produce(first: number): Promise<void> {
        for (let item = first; item < ITEMS; item += PRODUCERS) {
          try {
            await queue.put(item);
          } catch (error) {
            expect(error).toMatchObject({ code: "QUEUE_CLOSED" });
            fates.note(item, "refused");
            continue;
          }
          if (++accepted === ITEMS / 2) for (const left of queue.close({ now })) fates.note(left, "left");
          if (random() < 0.1) await moment;
        }
      }

      async function consumeInLoop(): Promise<void> {
        for await (const item of queue) {
          fates.note(item, "taken");
          if (random() < 0.1) await moment;
          queue.taskDone();
        }
      }

      async function consumeByHand(): Promise<void> {
        for (;;) {
          try {
            const item = queue.tryTake()?.value ?? (await queue.take());
            fates.note(item, "taken");
            queue.taskDone();
          } catch (error) {
            return expect(error).toMatchObject({ code: "QUEUE_CLOSED" });
          }
        }
      }

      await Promise.all([
        ...Array.from({ length: PRODUCERS }, (_, first) => produce(first)),
        ...Array.from({ length: CONSUMERS }, (_, n) => (n % 2 === 0 ? consumeInLoop() : consumeByHand())),
      ]);
      await queue.join();

      const { taken, refused, left } = fates.counts;
      expect({ all: taken + refused + left, accepted: taken + left, size: queue.size }).toEqual({
        all: ITEMS,
        accepted,
        size: 0,
      });
      expect(accepted).toBeGreaterThanOrEqual(ITEMS / 2);
      if (!now) expect(left).toBe(0);
    });
  });
});
