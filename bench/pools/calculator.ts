import { defineActor } from "troupe";
import { add, countPrimes, increment, incrementAll, weigh, type Two } from "./tasks.ts";

/** The tasks as an actor. */
export const calculator = defineActor({
  name: "calculator",
  module: import.meta.url,
  init: () => undefined,
  receive: {
    add: (_ctx, two: Two) => add(two),
    countPrimes: (_ctx, limit: number) => countPrimes(limit),
    weigh: (_ctx, bytes: Uint8Array) => weigh(bytes),
    increment: (_ctx, item: number) => increment(item),
    incrementAll: (_ctx, items: number[]) => incrementAll(items),
  },
});
