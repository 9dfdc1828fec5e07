import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { createQueue } from "./array-queue.ts";
import { spawnTally } from "./tally.ts";

const BATCHES = 1_000;
const BATCH = 1_000;

/** As many tells in small batches: the receiver keeps up. */
export const steadyTells: Comparison = {
  title: "tells, 1,000 at a time",
  unit: "per second",
  floor: "function calls through an array",
  goal: { figure: 12e6 },

  async measure() {
    const ref = await spawnTally();
    return ratePerSecond(BATCHES * BATCH, async () => {
      for (let batch = 0; batch < BATCHES; batch++) {
        for (let index = 0; index < BATCH; index++) ref.tell("add", index);
        await ref.ask("sum");
      }
    });
  },

  async measureFloor() {
    const queue = createQueue();
    return ratePerSecond(BATCHES * BATCH, () => {
      for (let batch = 0; batch < BATCHES; batch++) {
        for (let index = 0; index < BATCH; index++) queue.put("add", index);
        queue.drain();
      }
    });
  },
};
