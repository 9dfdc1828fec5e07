import { createSystem, defineActor } from "troupe";
import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { BarePool } from "./bare-pool.ts";

const COUNT = 1_000_000;
/** Of the floor, which sends them one by one and would take minutes otherwise. */
const FLOOR_COUNT = 100_000;

const doubler = defineActor({
  name: "doubler",
  module: import.meta.url,
  receive: { double: (_ctx, n: number) => n * 2 },
});

function* numbers(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
}

/** Batches by themselves, taken one by one in order. */
export const map: Comparison = {
  title: "map of 1,000,000 numbers, two threads",
  unit: "per second",
  floor: "two bare workers in turn, 64 in flight",
  goal: { figure: 3_000_000 },

  async measure() {
    const system = createSystem({ threads: 2, log: false });
    const pool = await system.pool(doubler, { size: 2, on: "thread" });
    return ratePerSecond(COUNT, async () => {
      let sum = 0;
      for await (const doubled of pool.map("double", numbers(COUNT))) sum += doubled;
      if (sum !== COUNT * (COUNT - 1)) throw new Error(`${sum} is not the sum of them all`);
    });
  },

  async measureFloor() {
    const pool = new BarePool();
    return ratePerSecond(FLOOR_COUNT, async () => {
      const source = numbers(FLOOR_COUNT);
      const caller = async (): Promise<void> => {
        for (const n of source) await pool.ask({ a: n, b: "text" });
      };
      await Promise.all(Array.from({ length: 64 }, caller));
    });
  },
};
