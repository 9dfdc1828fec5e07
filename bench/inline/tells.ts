import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { createQueue } from "./array-queue.ts";
import { spawnTally } from "./tally.ts";

const COUNT = 1_000_000;

/** A mailbox that fills up before anything is handled: how dear is a waiting message? */
export const tells: Comparison = {
  title: "tells, 1,000,000 waiting, then handled",
  unit: "per second",
  floor: "function calls through an array",
  goal: { figure: 12e6 },

  async measure() {
    const ref = await spawnTally();
    return ratePerSecond(COUNT, async () => {
      for (let index = 0; index < COUNT; index++) ref.tell("add", index);
      await ref.ask("sum");
    });
  },

  async measureFloor() {
    const queue = createQueue();
    return ratePerSecond(COUNT, () => {
      for (let index = 0; index < COUNT; index++) queue.put("add", index);
      queue.drain();
    });
  },
};
