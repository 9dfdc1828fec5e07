import { medianOf } from "../figures.ts";

/** V8 takes two to three seconds to compile what a pool runs while all cores are busy with running it. */
const WARM_UP_MS = 3_000;
const MEASURED_MS = 1_000;
/** For what takes long. */
const FEWEST = 1;

/** The median of how many a second `run` gets done, when one call does `count`: some are slow, so each has the same time. */
export async function ratePerSecondFor(count: number, run: () => Promise<void>): Promise<number> {
  return (count * 1_000) / (await medianMsFor(run));
}

/** The median of how many milliseconds `run` takes, of as many runs as there is time for. */
export async function medianMsFor(run: () => Promise<void>): Promise<number> {
  await timesFor(run, WARM_UP_MS, 1);
  return medianOf(await timesFor(run, MEASURED_MS, FEWEST));
}

async function timesFor(run: () => Promise<void>, ms: number, fewest: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + ms;
  while (times.length < fewest || performance.now() < until) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return times;
}
