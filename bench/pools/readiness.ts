import { createSystem } from "troupe";
import type { Comparison } from "../comparison.ts";
import { medianMsToStart } from "../repeat.ts";
import { startBareThread } from "./bare.ts";
import { calculator } from "./calculator.ts";

const WORKERS = 4;

/** From nothing until all four can work. Both load plain JavaScript with Node's own loader, and end the threads before the next. */
export const readiness: Comparison = {
  title: "a pool of four threads ready",
  unit: "ms",
  floor: "four bare workers ready",
  goal: { atMostTimesFloor: 1.5 },

  measure: () =>
    medianMsToStart(async () => {
      const system = createSystem({ log: false, threads: WORKERS });
      const pool = await system.pool(calculator, { size: WORKERS, on: "thread" });
      const hold = setTimeout(() => {}, 60_000); // a pool without jobs keeps no process alive
      await new Promise<void>((resolve) => {
        let up = 0;
        system.addEventListener("start", ({ actor }) => {
          if (actor.startsWith(`${pool.path}/`) && ++up === WORKERS) resolve();
        });
      });
      clearTimeout(hold);
      return () => system.stop();
    }),

  measureFloor: () =>
    medianMsToStart(async () => {
      const threads = await Promise.all(Array.from({ length: WORKERS }, () => startBareThread()));
      return () => Promise.all(threads.map((thread) => thread.end()));
    }),
};
