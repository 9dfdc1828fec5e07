import type { Comparison } from "../comparison.ts";
import { spawnLedger } from "../mailbox/ledger.ts";

const PART = 100_000;
const PARTS = 10;

/** How much the process grows from the first tenth of a million messages to the last, the receiver's thread included. */
export const flatMemory: Comparison = {
  title: "memory gained by 1,000,000 sends to a slow thread, capacity 1,000",
  unit: "bytes",
  goal: { atMost: 8 * 2 ** 20 },

  async measure() {
    const ref = await spawnLedger({ capacity: 1_000 }, { thread: { own: true } });
    const sizes: number[] = [];
    for (let part = 0; part < PARTS; part++) {
      for (let index = 0; index < PART; index++) await ref.send("weigh", index);
      sizes.push(process.memoryUsage().rss);
    }
    return (sizes.at(-1) ?? NaN) - Math.max(...sizes.slice(0, PARTS / 2));
  },
};
