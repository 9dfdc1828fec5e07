import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { spawnAdder, type Two } from "./adder.ts";
import { BareWorker } from "./bare-worker.ts";

const COUNT = 64_000;
const IN_FLIGHT = 64;

/** 64 callers that each wait for their reply before they ask again. */
export const threadAsks: Comparison = {
  title: "asks of a thread, 64 in flight",
  unit: "per second",
  floor: "the same with a bare worker",
  goal: { timesFloor: 1 },

  async measure() {
    const ref = await spawnAdder();
    return ratePerSecond(COUNT, () => askAll((two) => ref.ask("double", two)));
  },

  async measureFloor() {
    const worker = new BareWorker();
    return ratePerSecond(COUNT, () => askAll((two) => worker.ask(two)));
  },
};

async function askAll(ask: (two: Two) => Promise<unknown>): Promise<void> {
  const caller = async (): Promise<void> => {
    for (let index = 0; index < COUNT / IN_FLIGHT; index++) await ask({ a: index, b: "text" });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
}
