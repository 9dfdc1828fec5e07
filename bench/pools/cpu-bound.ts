import { medianOf } from "../figures.ts";
import { check, type Contender, type Open } from "./contender.ts";

const LIMIT = 100_000;
const PRIMES = 9_592;
const JOBS = 40;
const ROUNDS = 4;

/** How many times as fast two workers count primes as one does. The two take turns, so that both have the same noise. */
export async function speedUp(open: Open): Promise<number> {
  const [one, two] = [await open(1), await open(2)];
  const times: Record<"one" | "two", number[]> = { one: [], two: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const [ofOne, ofTwo] = [await msToCount(one, 1), await msToCount(two, 2)];
    if (round < 0) continue; // warms up
    times.one.push(ofOne);
    times.two.push(ofTwo);
  }
  return medianOf(times.one) / medianOf(times.two);
}

/** Each worker has one job in hand, and one that waits for it. */
async function msToCount(pool: Contender, workers: number): Promise<number> {
  const began = performance.now();
  let left = JOBS;
  const caller = async (): Promise<void> => {
    while (left-- > 0) check(await pool.countPrimes(LIMIT), PRIMES);
  };
  await Promise.all(Array.from({ length: workers * 2 }, caller));
  return performance.now() - began;
}
