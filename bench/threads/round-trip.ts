import type { Comparison } from "../comparison.ts";
import { medianMs } from "../repeat.ts";
import { spawnAdder } from "./adder.ts";
import { BareWorker } from "./bare-worker.ts";

const COUNT = 3_000;

/** One ask at a time: waking the threads is nearly all of it. */
export const roundTrip: Comparison = {
  title: "one ask of a thread at a time",
  unit: "µs",
  floor: "the same with a bare worker",

  async measure() {
    const ref = await spawnAdder();
    const ms = await medianMs(async () => {
      for (let index = 0; index < COUNT; index++) await ref.ask("double", { a: index, b: "text" });
    });
    return (ms * 1000) / COUNT;
  },

  async measureFloor() {
    const worker = new BareWorker();
    const ms = await medianMs(async () => {
      for (let index = 0; index < COUNT; index++) await worker.ask({ a: index, b: "text" });
    });
    return (ms * 1000) / COUNT;
  },
};
