import { Queue } from "troupe";
import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";

const COUNT = 300_000;

/** An item goes in and out of a queue in which others wait, and nobody has to wait for it. */
export const queue: Comparison = {
  title: "items through a Queue, put and take awaited",
  unit: "per second",
  floor: "push() and shift() of an array, awaited twice",

  async measure() {
    const items = new Queue<number>();
    for (let index = 0; index < 100; index++) items.tryPut(index);
    return ratePerSecond(COUNT, async () => {
      for (let index = 0; index < COUNT; index++) {
        await items.put(index);
        await items.take();
      }
    });
  },

  async measureFloor() {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const done = Promise.resolve();
    return ratePerSecond(COUNT, async () => {
      for (let index = 0; index < COUNT; index++) {
        items.push(index);
        await done;
        await Promise.resolve(items.shift());
      }
    });
  },
};

/** One puts as fast as a small queue lets it, one takes in a loop: both wait most of the time. */
export const queueInTurns: Comparison = {
  title: "items through a Queue of capacity 2",
  unit: "per second",
  floor: "a loop over an async generator",

  measure: () =>
    ratePerSecond(COUNT, async () => {
      const items = new Queue<number>({ capacity: 2 });
      const consumed = consume(items);
      for (let index = 0; index < COUNT; index++) await items.put(index);
      items.close();
      await consumed;
    }),

  measureFloor: () => ratePerSecond(COUNT, () => consume(generate())),
};

async function consume(items: AsyncIterable<number>): Promise<void> {
  let sum = 0;
  for await (const item of items) sum += item;
  if (sum !== (COUNT * (COUNT - 1)) / 2) throw new Error("an item was lost");
}

async function* generate(): AsyncGenerator<number> {
  for (let index = 0; index < COUNT; index++) yield index;
}
