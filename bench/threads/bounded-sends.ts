import { setImmediate as nextTurn } from "node:timers/promises";
import type { Comparison } from "../comparison.ts";
import { spawnLedger } from "../mailbox/ledger.ts";
import { ratePerSecond } from "../repeat.ts";

const OWN = { thread: { own: true } } as const;
const TURNS = 100;
const A_TURN = 2_000;
const COUNT = TURNS * A_TURN;

function sendsWithCapacity(capacity: number, goal?: number): Comparison {
  return {
    title: `sends to a thread, awaited one by one, capacity ${capacity.toLocaleString("en")}`,
    unit: "per second",
    floor: "tells to a thread without a capacity",
    ...(goal !== undefined && { goal: { timesFloor: goal } }),
    async measure() {
      const ref = await spawnLedger({ capacity }, OWN);
      return ratePerSecond(COUNT, async () => {
        for (let index = 0; index < COUNT; index++) await ref.send("add", index);
        await ref.ask("sum");
      });
    },
    async measureFloor() {
      const ref = await spawnLedger({}, OWN);
      return ratePerSecond(COUNT, async () => {
        for (let turn = 0; turn < TURNS; turn++) {
          for (let index = 0; index < A_TURN; index++) ref.tell("add", index);
          await nextTurn();
        }
        await ref.ask("sum");
      });
    },
  };
}

export const sends128: Comparison = sendsWithCapacity(128);
export const sends2048: Comparison = sendsWithCapacity(2_048, 0.5);
export const sends8192: Comparison = sendsWithCapacity(8_192, 0.5);
