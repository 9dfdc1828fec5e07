import { setImmediate as nextTurn } from "node:timers/promises";
import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { spawnAdder } from "./adder.ts";
import { BareWorker } from "./bare-worker.ts";

const TURNS = 100;
const A_TURN = 2_000;
const COUNT = TURNS * A_TURN;

/** One thread tells another, with a turn of the event loop now and then, as a program has. */
export const threadTells: Comparison = {
  title: "tells to a thread, two fields",
  unit: "per second",
  floor: "postMessage, one by one",
  goal: { timesFloor: 4 },

  async measure() {
    const ref = await spawnAdder();
    return ratePerSecond(COUNT, async () => {
      for (let turn = 0; turn < TURNS; turn++) {
        for (let index = 0; index < A_TURN; index++) ref.tell("add", { a: index, b: "text" });
        await nextTurn();
      }
      await ref.ask("count");
    });
  },

  async measureFloor() {
    const worker = new BareWorker();
    return ratePerSecond(COUNT, async () => {
      for (let turn = 0; turn < TURNS; turn++) {
        for (let index = 0; index < A_TURN; index++) worker.post({ a: index, b: "text" });
        await nextTurn();
      }
      await worker.allRead();
    });
  },
};
