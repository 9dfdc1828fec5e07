import { defineActor } from "../../../src/mod.ts";

/** What a job is to do, and where it says that it was run. */
export interface Toil {
  readonly ran: Int32Array;
  readonly n: number;
  readonly fails: boolean;
  /** How long it takes, by the clock of its system. */
  readonly ms: number;
}

/** Works for a while, unless it is called off. */
export const toiler = defineActor({
  name: "toiler",
  module: import.meta.url,
  init: () => ({ waiting: new Map<number, () => void>() }),
  receive: {
    toil({ state, signal, after, defer }, { ran, n, fails, ms }: Toil) {
      Atomics.add(ran, n, 1);
      if (fails) throw new RangeError("it is too much");
      if (ms === 0) return n;
      const reply = defer<number>();
      state.waiting.set(n, () => reply.resolve(n));
      after(ms, "rest", n);
      signal.addEventListener("abort", () => state.waiting.delete(n));
      return reply;
    },
    rest({ state }, n: number) {
      state.waiting.get(n)?.();
      state.waiting.delete(n);
    },
  },
});
