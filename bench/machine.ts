import { EventEmitter } from "node:events";
import type { Comparison, Unit } from "./comparison.ts";
import { ratePerSecond } from "./repeat.ts";
import type { Result } from "./rounds.ts";
import { formatNumber } from "./table.ts";

const COUNT = 1_000_000;

/** How fast one thread of this machine is. */
export const emitter: Comparison = {
  title: "events of an EventEmitter",
  unit: "per second",

  measure() {
    const events = new EventEmitter();
    let sum = 0;
    events.on("add", (by: number) => (sum += by));
    return ratePerSecond(COUNT, () => {
      for (let index = 0; index < COUNT; index++) events.emit("add", index);
    });
  },
};

/** What the design's FACTS say of a floor, where they do. */
const facts: readonly { readonly name: string; readonly what: string; readonly unit: Unit; readonly figure: number }[] =
  [
    { name: "machine/emitter", what: "events of an EventEmitter", unit: "per second", figure: 66e6 },
    { name: "threads/tells", what: "postMessage, one by one", unit: "per second", figure: 0.85e6 },
    { name: "threads/asks", what: "bare worker, 64 in flight", unit: "per second", figure: 0.6e6 },
    { name: "threads/round-trip", what: "bare worker, one at a time", unit: "µs", figure: 35 },
    { name: "threads/first-reply", what: "first message of a bare worker", unit: "ms", figure: 24 },
    { name: "main-job/threads", what: "pages by a bare undici loop", unit: "per second", figure: 4_950 },
  ];

/** One row for each floor that was measured and that FACTS know. */
export function machineRows(results: ReadonlyMap<string, Result>): string[][] {
  return facts.flatMap(({ name, what, unit, figure }) => {
    const result = results.get(name);
    const here = (result?.floor ?? result?.figure)?.median;
    if (here === undefined) return [];
    return [[what, formatNumber(here, unit), formatNumber(figure, unit), (here / figure).toFixed(2)]];
  });
}
