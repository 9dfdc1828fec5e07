import { medianOf } from "./figures.ts";

/** How often a measured piece of work is repeated in one process; the first runs warm the machine code up. */
const WARM_UPS = 3;
const RUNS = 7;

/** The median of how many a second `run` gets done, when one call does `count`. */
export async function ratePerSecond(count: number, run: () => Promise<void> | void): Promise<number> {
  return (count * 1000) / (await medianMs(run));
}

/** The median of how many milliseconds `run` takes. */
export function medianMs(run: () => Promise<void> | void): Promise<number> {
  return medianMsToStart(async () => {
    await run();
    return () => undefined;
  });
}

/** The same for something that is then ended: `start` returns how, and that is not timed. */
export async function medianMsToStart(start: () => Promise<() => unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = -WARM_UPS; index < RUNS; index++) {
    const began = performance.now();
    const end = await start();
    if (index >= 0) times.push(performance.now() - began);
    await end();
  }
  return medianOf(times);
}

/** The other way round: how long it takes to end what `start` has started. */
export async function medianMsToEnd(start: () => Promise<() => unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = -WARM_UPS; index < RUNS; index++) {
    const ms = await msToEnd(start);
    if (index >= 0) times.push(ms);
  }
  return medianOf(times);
}

/** The same, once: as it is for a program that does it once. */
export async function msToEnd(start: () => Promise<() => unknown>): Promise<number> {
  const end = await start();
  const began = performance.now();
  await end();
  return performance.now() - began;
}
