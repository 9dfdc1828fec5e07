import { createSystem } from "troupe";
import type { Comparison } from "../comparison.ts";
import { medianOf } from "../figures.ts";
import { adder } from "./adder.ts";
import { BareWorker } from "./bare-worker.ts";

const TIMES = 9;
const TWO = { a: 1, b: "text" };

/** From nothing to an answer. Both load plain JavaScript, so with the loader that Node has. */
export const firstReply: Comparison = {
  title: "first reply of an actor on a fresh thread",
  unit: "ms",
  floor: "the same with a bare worker",
  goal: { atMostTimesFloor: 1.5 },

  async measure() {
    return medianOfTimes(async () => {
      const system = createSystem({ log: false });
      const ref = await system.spawn(adder, { on: { thread: { own: true } } });
      await ref.ask("double", TWO);
      return () => system.stop();
    });
  },

  async measureFloor() {
    return medianOfTimes(async () => {
      const worker = new BareWorker();
      await worker.ask(TWO);
      return () => worker.end();
    });
  },
};

/** `start` returns what ends it, the thread with it, before the next one starts; that is not timed. */
async function medianOfTimes(start: () => Promise<() => Promise<unknown>>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < TIMES; index++) {
    const began = performance.now();
    const end = await start();
    times.push(performance.now() - began);
    await end();
  }
  return medianOf(times);
}
