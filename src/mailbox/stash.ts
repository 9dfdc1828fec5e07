import type { Meta, Receipt } from "../core/receipt.ts";
import { FifoMailbox } from "./fifo.ts";

/** How many messages an actor may put aside. */
export const STASH_LIMIT = 1024;

/** Messages that an actor put aside, and those of them that it wants back: these come before all that wait. */
export class Stash {
  #kept = new FifoMailbox();
  #released = new FifoMailbox();

  get isFull(): boolean {
    return this.#kept.length >= STASH_LIMIT;
  }

  /** How many are put aside and not yet wanted back. */
  get kept(): number {
    return this.#kept.length;
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.#kept.put(type, payload, receipt, meta);
  }

  /**
   * All are wanted back: where they are to be taken from next. Those that were and have not been handled come behind them,
   * since they came later.
   */
  release(): FifoMailbox {
    const later = this.#released;
    this.#released = this.#kept;
    this.#kept = new FifoMailbox();
    while (later.take()) {
      this.#released.put(later.type, later.payload, later.receipt, later.meta);
      later.clear();
    }
    return this.#released;
  }
}
