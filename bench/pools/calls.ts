import { check, type Contender, type Open } from "./contender.ts";
import { medianMsFor, ratePerSecondFor } from "./repeat-for.ts";

const WORKERS = 2;
const ONE_BY_ONE = 1_000;
const CALLS = 12_800;
const IN_FLIGHT = 64;
const BURST = 50_000;

/** µs a call, when each waits for the one before: waking the threads is nearly all of it. */
export async function oneAtATime(open: Open): Promise<number> {
  const pool = await open(WORKERS);
  const ms = await medianMsFor(() => callAll(pool, ONE_BY_ONE, 1));
  return (ms * 1_000) / ONE_BY_ONE;
}

/** Calls a second of 64 callers that each wait for their reply before they call again. */
export async function inFlight(open: Open): Promise<number> {
  const pool = await open(WORKERS);
  return ratePerSecondFor(CALLS, () => callAll(pool, CALLS, IN_FLIGHT));
}

/** Calls a second when all are made before the first reply is looked at. */
export async function burst(open: Open): Promise<number> {
  const pool = await open(WORKERS);
  return ratePerSecondFor(BURST, async () => {
    const replies = Array.from({ length: BURST }, (_, index) => pool.add({ a: index, b: 1 }));
    let index = 0;
    for (const reply of replies) check(await reply, ++index);
  });
}

async function callAll(pool: Contender, count: number, inFlight: number): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) {
      const a = next++;
      check(await pool.add({ a, b: 1 }), a + 1);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}
