import { defineActor, type Placement } from "../../../src/mod.ts";
import { failAt, faultyUrl, installFaults, type How, type Step } from "./faulty-url.ts";

/** What is carried: a number is doubled, a URL comes back. */
type Load = number | URL;

/** A worker on whose host faults happen. */
export const porter = defineActor({
  name: "porter",
  module: import.meta.url,
  init: () => installFaults("worker"),
  receive: {
    /** So long that no two lie at one porter. */
    carry(_ctx, load: Load): Load {
      const start = performance.now();
      while (performance.now() - start < 2);
      return handle(load);
    },
    /** So short that many do. */
    toss: (_ctx, load: Load): Load => handle(load),
  },
});

/** Two of them that come at the same time go on together. */
export const pair = defineActor({
  name: "pair",
  module: import.meta.url,
  concurrency: 2,
  init() {
    installFaults("worker");
    return { waiting: [] as (() => void)[] };
  },
  receive: {
    async meet({ state }, load: Load): Promise<Load> {
      const other = state.waiting.pop();
      if (other === undefined) await new Promise<void>((resolve) => state.waiting.push(resolve));
      else other();
      return handle(load);
    },
  },
});

/** Writes down what it does in memory that outlives it. */
export const scribe = defineActor({
  name: "scribe",
  module: import.meta.url,
  init: () => installFaults("worker"),
  receive: {
    /** The first item says how many have been written. */
    write(_ctx, { page, n }: { page: Int32Array; n: number | URL }) {
      if (typeof n === "number") page[Atomics.add(page, 0, 1) + 1] = n;
    },
    /** Takes so long. */
    count(_ctx, { page, ms }: { page: Int32Array; ms: number }) {
      const start = performance.now();
      while (performance.now() - start < ms);
      Atomics.add(page, 0, 1);
    },
  },
});

function handle(load: Load): Load {
  if (typeof load === "number") return load * 2;
  failAt("run", load);
  return load;
}

/** What became of jobs, in their order: numbers, or what they rejected with. */
export type Outcomes = readonly (number | Error)[];

/** The caller of a pool, on a host of its own where faults happen too. */
export const courier = defineActor({
  name: "courier",
  module: import.meta.url,
  async init(on: Placement, { pool }) {
    installFaults("caller");
    return { porters: await pool(porter, { size: 2, on }) };
  },
  receive: {
    /** Good jobs, with a bad one in their midst. Those that are tossed are known to be short by then. */
    async deliver({ state }, { by, step, how }: { by: "carry" | "toss"; step: Step; how: How }): Promise<Outcomes> {
      const loads = Array.from({ length: 16 }, (_, n) => n);
      await Promise.all(loads.map((n) => state.porters.submit(by, n)));
      return outcomesOf(loads.map((n) => state.porters.submit(by, n === 8 ? faultyUrl(step, how) : n)));
    },
  },
});

export async function outcomesOf(jobs: readonly Promise<unknown>[]): Promise<Outcomes> {
  const settled = await Promise.allSettled(jobs);
  return settled.map((each) => (each.status === "fulfilled" ? (each.value as number) : (each.reason as Error)));
}
