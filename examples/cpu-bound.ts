// Work that keeps a core busy, inline against threads against processes:
// npx tsx examples/cpu-bound.ts [--on thread|process] [--below 8000000]
//
// The same pool each time; what changes is one word. Inline all of it shares one thread, however many workers there are.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { createSystem, defineActor } from "troupe";
import { placeOf, places, type Place } from "./on.ts";

interface Span {
  readonly from: number;
  readonly below: number;
}

const counter = defineActor({
  name: "counter",
  module: import.meta.url,
  receive: {
    /** How many primes there are in a span. */
    count(_ctx, { from, below }: Span) {
      let count = 0;
      for (let n = Math.max(2, from); n < below; n++) if (isPrime(n)) count += 1;
      return count;
    },
  },
});

const { values } = parseArgs({
  options: { on: { type: "string" }, below: { type: "string", default: "8000000" } },
});
const below = Number(values.below);
if (!Number.isSafeInteger(below)) throw new RangeError(`--below is a whole number, not "${values.below}"`);
const spans = Array.from({ length: 64 }, (_, n) => ({
  from: Math.floor((below * n) / 64),
  below: Math.floor((below * (n + 1)) / 64),
}));
const system = createSystem();

const compared = values.on === undefined ? places : [placeOf(values.on)];

const alone = await measure("inline", 1);
for (const place of compared) {
  if (place === "inline") continue;
  const together = await measure(place, availableParallelism());
  console.log(`${place}: ${(alone / together).toFixed(2)} times as fast as inline`);
}
await system.stop();

/** How many ms it takes, once all workers are there. */
async function measure(on: Place, size: number): Promise<number> {
  await using pool = await system.pool(counter, { size, on });
  while (pool.stats().workers.length < size) await pool.submit("count", { from: 0, below: 1_000 });
  const start = performance.now();
  let primes = 0;
  for await (const count of pool.map("count", spans, { ordered: false })) primes += count;
  const ms = performance.now() - start;
  const what = `${primes.toLocaleString("en")} primes below ${below.toLocaleString("en")}`;
  console.log(`${on}, ${size} at a time: ${what} in ${(ms / 1_000).toFixed(2)} s`);
  return ms;
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
