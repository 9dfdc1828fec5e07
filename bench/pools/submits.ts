import type { Comparison } from "../comparison.ts";
import { medianMs, ratePerSecond } from "../repeat.ts";
import type { Two } from "../threads/adder.ts";
import { openAdders } from "./adders.ts";
import { BarePool } from "./bare-pool.ts";

const COUNT = 64_000;
const IN_FLIGHT = 64;
const ONE_BY_ONE = 3_000;

/** 64 callers that each wait for their reply before they submit again. */
export const submits: Comparison = {
  title: "jobs of a pool of two threads, 64 in flight",
  unit: "per second",
  floor: "two bare workers, in turn",
  goal: { timesFloor: 1 },

  async measure() {
    const pool = await openAdders();
    return ratePerSecond(COUNT, () => askAll((two) => pool.submit("double", two)));
  },

  async measureFloor() {
    const pool = new BarePool();
    return ratePerSecond(COUNT, () => askAll((two) => pool.ask(two)));
  },
};

/** One job at a time: waking the threads is nearly all of it. */
export const submitsOneByOne: Comparison = {
  title: "one job of a pool of two threads at a time",
  unit: "µs",
  floor: "one bare worker",
  goal: { atMostTimesFloor: 1.3 },

  async measure() {
    const pool = await openAdders();
    return usEach((two) => pool.submit("double", two));
  },

  async measureFloor() {
    const pool = new BarePool();
    return usEach((two) => pool.ask(two));
  },
};

async function askAll(ask: (two: Two) => PromiseLike<{ a: number }>): Promise<void> {
  const caller = async (): Promise<void> => {
    for (let index = 0; index < COUNT / IN_FLIGHT; index++) {
      const { a } = await ask({ a: index, b: "text" });
      if (a !== index * 2) throw new Error(`${a} is not twice ${index}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
}

async function usEach(ask: (two: Two) => PromiseLike<unknown>): Promise<number> {
  const ms = await medianMs(async () => {
    for (let index = 0; index < ONE_BY_ONE; index++) await ask({ a: index, b: "text" });
  });
  return (ms * 1000) / ONE_BY_ONE;
}
