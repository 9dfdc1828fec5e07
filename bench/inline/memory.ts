import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSystem } from "troupe";
import type { Comparison } from "../comparison.ts";
import { tally } from "./tally.ts";

const COUNT = 20_000;

/** The heap of an idle actor with a small state. */
export const memory: Comparison = {
  title: "memory of an idle inline actor",
  unit: "bytes",

  async measure() {
    const system = createSystem({ log: false });
    await Promise.all(Array.from({ length: 100 }, () => system.spawn(tally)));
    const before = heapUsed();
    const actors = await Promise.all(Array.from({ length: COUNT }, () => system.spawn(tally)));
    const used = heapUsed() - before;
    return used / actors.length;
  },
};

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
