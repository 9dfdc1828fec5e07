import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { createQueue } from "./array-queue.ts";
import { spawnTally } from "./tally.ts";

const COUNT = 200_000;

/** One caller that waits for each reply before it asks again. */
export const asksOneByOne: Comparison = {
  title: "asks, one at a time",
  unit: "per second",
  floor: "the same calls, each reply a promise",

  async measure() {
    const ref = await spawnTally();
    return ratePerSecond(COUNT, async () => {
      for (let index = 0; index < COUNT; index++) await ref.ask("plus", index);
    });
  },

  async measureFloor() {
    const queue = createQueue();
    return ratePerSecond(COUNT, async () => {
      for (let index = 0; index < COUNT; index++) {
        await new Promise((resolve) => {
          queue.put("plus", index);
          queue.drain(resolve);
        });
      }
    });
  },
};
