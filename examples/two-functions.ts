// Two functions that have nothing to do with each other, at the same time: npx tsx examples/two-functions.ts [--on inline|thread|process]
//
// The question below the article. A definition has a handler for each, and a pool of two runs them side by side. Each says from
// when to when it ran, which proves it; inline they share one thread, and it is one after the other. On processes it is the same word.
import { parseArgs } from "node:util";
import { createSystem, defineActor } from "troupe";
import { placeOf } from "./on.ts";

interface Ran {
  readonly result: number;
  /** In ms since 1970, so that threads can be compared. */
  readonly from: number;
  readonly to: number;
}

const clerk = defineActor({
  name: "clerk",
  module: import.meta.url,
  receive: {
    addUp: (_ctx, limit: number) => timed(() => sumUpTo(limit)),
    countVowels: (_ctx, { text, times }: { text: string; times: number }) => timed(() => vowelsIn(text, times)),
  },
});

const { values } = parseArgs({ options: { on: { type: "string", default: "thread" } } });
const system = createSystem();
await using pool = await system.pool(clerk, { size: 2, on: placeOf(values.on) });
while (pool.stats().workers.length < 2) await pool.submit("addUp", 1); // until both are there

const [sum, vowels] = await Promise.all([
  pool.submit("addUp", 100_000_000),
  pool.submit("countVowels", { text: "two functions at the same time", times: 1_000_000 }),
]);
const start = Math.min(sum.from, vowels.from);
console.log(`addUp:       ${sum.result}, ${span(sum)}`);
console.log(`countVowels: ${vowels.result}, ${span(vowels)}`);
const togetherMs = Math.min(sum.to, vowels.to) - Math.max(sum.from, vowels.from);
console.log(togetherMs > 0 ? `both at once for ${Math.round(togetherMs)} ms` : "one after the other");

function span({ from, to }: Ran): string {
  return `from ${Math.round(from - start)} to ${Math.round(to - start)} ms`;
}

function timed(work: () => number): Ran {
  const from = performance.timeOrigin + performance.now();
  const result = work();
  return { result, from, to: performance.timeOrigin + performance.now() };
}

function sumUpTo(limit: number): number {
  let sum = 0;
  for (let n = 1; n <= limit; n++) sum += n;
  return sum;
}

function vowelsIn(text: string, times: number): number {
  let count = 0;
  for (let n = 0; n < times; n++) for (const letter of text) if ("aeiou".includes(letter)) count += 1;
  return count;
}
