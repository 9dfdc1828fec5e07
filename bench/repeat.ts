import { medianOf } from "./figures.ts";

/** How often a measured piece of work is repeated in one process; the first runs warm the machine code up. */
const WARM_UPS = 3;
const RUNS = 7;

/** The median of how many a second `run` gets done, when one call does `count`. */
export async function ratePerSecond(count: number, run: () => Promise<void> | void): Promise<number> {
  return (count * 1000) / (await medianMs(run));
}

/** The median of how many milliseconds `run` takes. */
export async function medianMs(run: () => Promise<void> | void, runs = RUNS): Promise<number> {
  const times: number[] = [];
  for (let index = -WARM_UPS; index < runs; index++) {
    const start = performance.now();
    await run();
    if (index >= 0) times.push(performance.now() - start);
  }
  return medianOf(times);
}
