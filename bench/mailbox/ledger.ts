import { createSystem, defineActor, type Child, type MailboxOptions, type Placement } from "troupe";

export interface LedgerProtocol {
  add: (by: number) => void;
  /** The same, slowly. */
  weigh: (by: number) => void;
  sum: () => number;
}

const SLOW_MS = 0.003;

/** Counts what it is told; the smaller number first, if its mailbox is to be ordered. */
export const ledger = defineActor({
  name: "ledger",
  module: import.meta.url,
  mailbox: { order: "fifo", priority: ({ type, payload }) => (type === "add" ? (payload as number) : Infinity) },
  init: () => ({ sum: 0 }),
  receive: {
    add({ state }, by: number) {
      state.sum += by;
    },
    weigh({ state }, by: number) {
      const end = performance.now() + SLOW_MS;
      while (performance.now() < end);
      state.sum += by;
    },
    sum: ({ state }) => state.sum,
  },
});

/** One with that mailbox, in a system of its own. */
export async function spawnLedger(mailbox: MailboxOptions, on: Placement = "inline"): Promise<Child<LedgerProtocol>> {
  return createSystem({ log: false }).spawn(ledger, { mailbox, on });
}
