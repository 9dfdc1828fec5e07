import type { Measured } from "../comparison.ts";
import { check, type Contender, type Open } from "./contender.ts";
import { medianMsFor } from "./repeat-for.ts";

const WORKERS = 2;
const ITEMS = 1_000_000;
/** For those that have no map. Python's executors try the same. */
const BATCHES = [100, 500, 2_000, 10_000];
/** Each worker has one batch in hand, and one that waits for it. */
const BATCHES_IN_FLIGHT = WORKERS * 2;
/** For Troupe's, which makes its batches itself. The first is its default, the last as many as others have in flight. */
const BUFFERS = [1_024, 4_096, 16_384, 40_000];

type Run = (size: number) => Promise<void>;

/** Items a second of a million small ones, in order: by its `map`, or in batches; of the best size. */
export async function mapItems(open: Open): Promise<Measured> {
  const pool = await open(WORKERS);
  if (pool.map !== undefined) return bestOf(BUFFERS, "a buffer of", (buffer) => mapAll(pool, buffer));
  return bestOf(BATCHES, "batches of", (size) => batchAll(pool, size));
}

/** The same by a `map` as it is by default. */
export async function mapAsIs(open: Open): Promise<number> {
  const pool = await open(WORKERS);
  return itemsPerSecond(() => mapAll(pool));
}

async function bestOf(sizes: readonly number[], what: string, run: Run): Promise<Measured> {
  let best = { figure: 0, with: "" };
  for (const size of sizes) {
    const figure = await itemsPerSecond(() => run(size));
    if (figure > best.figure) best = { figure, with: `${what} ${size.toLocaleString("en")}` };
  }
  return best;
}

async function itemsPerSecond(run: () => Promise<void>): Promise<number> {
  return (ITEMS * 1_000) / (await medianMsFor(run));
}

async function mapAll(pool: Contender, buffer?: number): Promise<void> {
  let expected = 0;
  for await (const reply of pool.map?.(count(), buffer) ?? []) check(reply, ++expected);
  check(expected, ITEMS);
}

/** Leanest by hand: no generator, no promise for each item. */
async function batchAll(pool: Contender, size: number): Promise<void> {
  const inFlight: Promise<number[]>[] = [];
  let expected = 0;
  const takeOldest = async (): Promise<void> => {
    for (const reply of (await inFlight.shift()) ?? []) check(reply, ++expected);
  };
  for (let first = 0; first < ITEMS; first += size) {
    if (inFlight.length === BATCHES_IN_FLIGHT) await takeOldest();
    inFlight.push(pool.incrementAll(Array.from({ length: size }, (_, index) => first + index)));
  }
  while (inFlight.length > 0) await takeOldest();
  check(expected, ITEMS);
}

function* count(): Generator<number> {
  for (let item = 0; item < ITEMS; item++) yield item;
}
