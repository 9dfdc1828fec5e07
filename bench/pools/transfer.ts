import { medianOf } from "../figures.ts";
import { check, type Contender, type Open } from "./contender.ts";

const MB = 1_000_000;
const WARM_UPS = 10;
const RUNS = 20;
const LAST_BYTE = 7;

/** ms until the length of 10 MB is back, when they are moved (or copied, where nothing can be moved). */
export async function tenMegabytes(open: Open): Promise<number> {
  const pool = await open(1);
  return medianMsToWeigh(pool, 10 * MB);
}

/** How many times as long 100 MB take as 1 MB: 1 if the time is constant. */
export async function hundredAgainstOne(open: Open): Promise<number> {
  const pool = await open(1);
  const small = await medianMsToWeigh(pool, MB);
  return (await medianMsToWeigh(pool, 100 * MB)) / small;
}

async function medianMsToWeigh(pool: Contender, size: number): Promise<number> {
  const times: number[] = [];
  for (let run = -WARM_UPS; run < RUNS; run++) {
    const bytes = new Uint8Array(size).fill(LAST_BYTE);
    const began = performance.now();
    check(await pool.weigh(bytes), size + LAST_BYTE);
    if (run >= 0) times.push(performance.now() - began);
  }
  return medianOf(times);
}
