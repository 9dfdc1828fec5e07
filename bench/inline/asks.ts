import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { createQueue } from "./array-queue.ts";
import { spawnTally } from "./tally.ts";

const ROUNDS = 300;
const IN_FLIGHT = 1_000;

/** Many asks at once, each with its promise. */
export const asks: Comparison = {
  title: "asks, 1,000 in flight",
  unit: "per second",
  floor: "the same calls, each reply a promise",
  goal: { figure: 4e6 },

  async measure() {
    const ref = await spawnTally();
    return ratePerSecond(ROUNDS * IN_FLIGHT, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        let last = ref.ask("plus", 0);
        for (let index = 1; index < IN_FLIGHT; index++) last = ref.ask("plus", index);
        await last; // they are answered in order
      }
    });
  },

  async measureFloor() {
    const queue = createQueue();
    return ratePerSecond(ROUNDS * IN_FLIGHT, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const resolvers: ((reply: number) => void)[] = [];
        let last = Promise.resolve(0);
        for (let index = 0; index < IN_FLIGHT; index++) {
          queue.put("plus", index);
          last = new Promise((resolve) => void resolvers.push(resolve));
        }
        let replies = 0;
        queue.drain((reply) => resolvers[replies++]?.(reply));
        await last;
      }
    });
  },
};
