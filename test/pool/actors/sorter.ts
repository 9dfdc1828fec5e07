import { defineActor } from "../../../src/mod.ts";
import type { GateRef } from "../../../src/testing/placement-contract/actors/gate.ts";

/** An item of a map that says in shared memory that it was run, and waits if it is told where. */
export interface Parcelled {
  readonly ran: Int32Array;
  readonly n: number;
  readonly gate?: GateRef;
}

/** A worker whose items travel together, once it is known how quick they are. */
export const sorter = defineActor({
  name: "sorter",
  module: import.meta.url,
  receive: {
    double: (_ctx, value: number) => value * 2,
    async sort(_ctx, { ran, n, gate }: Parcelled) {
      Atomics.add(ran, n, 1);
      await gate?.ask("pass");
      return n;
    },
  },
});
