import { createSystem } from "troupe";
import type { Comparison } from "../comparison.ts";
import { medianMsToStart } from "../repeat.ts";
import { adder } from "./adder.ts";
import { BareWorker } from "./bare-worker.ts";

const TWO = { a: 1, b: "text" };

/** From nothing to an answer. Both load plain JavaScript with Node's own loader, and end the thread before the next. */
export const firstReply: Comparison = {
  title: "first reply of an actor on a fresh thread",
  unit: "ms",
  floor: "the same with a bare worker",
  goal: { atMostTimesFloor: 1.5 },

  async measure() {
    return medianMsToStart(async () => {
      const system = createSystem({ log: false });
      const ref = await system.spawn(adder, { on: { thread: { own: true } } });
      await ref.ask("double", TWO);
      return () => system.stop();
    });
  },

  async measureFloor() {
    return medianMsToStart(async () => {
      const worker = new BareWorker();
      await worker.ask(TWO);
      return () => worker.end();
    });
  },
};
