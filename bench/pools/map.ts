import type { Measured } from "../comparison.ts";
import { check, type Contender, type Open } from "./contender.ts";
import { medianMsFor } from "./repeat-for.ts";

const WORKERS = 2;
const ITEMS = 1_000_000;
/** For those that have no map. Python's executors try the same. */
const BATCHES = [100, 500, 2_000, 10_000];
/** Each worker has one batch in hand, and one that waits for it. */
const BATCHES_IN_FLIGHT = WORKERS * 2;

/** Items a second of a million small ones, in order: by its `map`, or in batches of the best size. */
export async function mapItems(open: Open): Promise<Measured> {
  const pool = await open(WORKERS);
  const { map } = pool;
  if (map !== undefined) return itemsPerSecond(() => mapAll(map));
  let best = { figure: 0, with: "" };
  for (const size of BATCHES) {
    const figure = await itemsPerSecond(() => batchAll(pool, size));
    if (figure > best.figure) best = { figure, with: `batches of ${size.toLocaleString("en")}` };
  }
  return best;
}

async function itemsPerSecond(run: () => Promise<void>): Promise<number> {
  return (ITEMS * 1_000) / (await medianMsFor(run));
}

async function mapAll(map: (items: Iterable<number>) => AsyncIterable<number>): Promise<void> {
  let expected = 0;
  for await (const reply of map(count())) check(reply, ++expected);
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
