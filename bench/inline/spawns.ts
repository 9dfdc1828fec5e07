import { createSystem } from "troupe";
import type { Comparison } from "../comparison.ts";
import { medianMsToStart } from "../repeat.ts";
import { tally } from "./tally.ts";

const COUNT = 10_000;

/** Actors started, all children of the system. */
export const spawns: Comparison = {
  title: "inline actors started",
  unit: "per second",

  async measure() {
    const ms = await medianMsToStart(async () => {
      const system = createSystem({ log: false });
      await Promise.all(Array.from({ length: COUNT }, () => system.spawn(tally)));
      return () => system.stop();
    });
    return (COUNT * 1000) / ms;
  },
};
