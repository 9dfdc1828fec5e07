import { defineActor } from "../../../src/mod.ts";

/** What a thread can be blocked by: in shared memory, so that it opens while nobody there listens. */
export type Switch = Int32Array;

export function createSwitch(isOpen: boolean): Switch {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(isOpen ? 1 : 0);
}

export function release(closed: Switch): void {
  Atomics.store(closed, 0, 1);
  Atomics.notify(closed, 0);
}

function sleep(ms: number): void {
  Atomics.wait(createSwitch(false), 0, 0, ms);
}

/** Blocks its thread as no other can. */
export const blocker = defineActor({
  name: "blocker",
  module: import.meta.url,
  receive: {
    pass({ self }, open: Switch) {
      Atomics.wait(open, 0, 0);
      return self.name;
    },
    count(_ctx, { runs, n, ms }: { runs: Int32Array; n: number; ms: number }) {
      Atomics.add(runs, n, 1);
      if (ms > 0) sleep(ms);
    },
    blockAndExit(_ctx, ms: number) {
      sleep(ms);
      process.exit(7);
    },
  },
});
