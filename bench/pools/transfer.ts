import type { Measured } from "../comparison.ts";
import { check, type Contender, type Open } from "./contender.ts";

const MB = 1_000_000;
/** Of a kilobyte: what is measured is no cold code. */
const WARM_UPS = 1_000;
const RUNS = 15;
const LAST_BYTE = 7;

type Weigh = NonNullable<Contender["weigh"]>;

/** ms until the length of 10 MB is back, when they are moved (or copied, where nothing can be moved). */
export const tenMegabytes = (open: Open): Promise<Measured> => measure(open, (weigh) => msToWeigh(weigh, 10 * MB));

/** How many times as long 10 MB take as 1 MB: 1 if the time is constant. */
export const tenAgainstOne = (open: Open): Promise<Measured> => measure(open, (weigh) => growthTo(10 * MB, weigh));

/** The same for 100 MB: V8 collects garbage whenever so much comes to a thread, whoever sends it. */
export const hundredAgainstOne = (open: Open): Promise<Measured> => measure(open, (weigh) => growthTo(100 * MB, weigh));

async function measure(open: Open, run: (weigh: Weigh) => Promise<number>): Promise<Measured> {
  const { weigh } = await open(1);
  return weigh === undefined ? { missing: "it has no bytes" } : run(weigh);
}

async function growthTo(size: number, weigh: Weigh): Promise<number> {
  const small = await msToWeigh(weigh, MB);
  return (await msToWeigh(weigh, size)) / small;
}

/** The least of the runs: in some of them the memory of those before is freed. */
async function msToWeigh(weigh: Weigh, size: number): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < WARM_UPS; run++) await weigh(new Uint8Array(1_000));
  for (let run = 0; run < RUNS; run++) {
    const bytes = new Uint8Array(size).fill(LAST_BYTE);
    const began = performance.now();
    check(await weigh(bytes), size + LAST_BYTE);
    least = Math.min(least, performance.now() - began);
  }
  return least;
}
