import type { Meta, Receipt } from "../core/receipt.ts";
import { Deque } from "./deque.ts";
import type { DroppingMailbox } from "./mailbox.ts";
import { SLOTS, emptySlots, fillSlots, letGo } from "./slots.ts";

/** An unbounded mailbox that is taken from at either end: the newest first, or the oldest, and the oldest in any case to drop it. */
export class EndsMailbox implements DroppingMailbox {
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;
  readonly #isLifo: boolean;
  readonly #messages = new Deque(SLOTS);
  /** Reserved ones that were the oldest when another was to be dropped: older than all the rest, in their order. */
  #spared: Deque | undefined = undefined;
  #taken = 0;
  #emptied = 0;

  constructor(isLifo: boolean) {
    this.#isLifo = isLifo;
  }

  get length(): number {
    return this.#messages.length + (this.#spared?.length ?? 0);
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.#add(this.#messages, type, payload, receipt, meta);
    this.unfinished += 1;
  }

  take(): boolean {
    const { length } = this;
    if (length === 0) return false;
    if (this.#isLifo) this.#takeFrom(this.#messages.length > 0 ? this.#messages : this.#spared, true);
    else this.#takeFrom(this.#spared === undefined || this.#spared.length === 0 ? this.#messages : this.#spared, false);
    this.#count();
    return true;
  }

  takeOldest(): boolean {
    while (this.#messages.length > 0) {
      this.#takeFrom(this.#messages, false);
      if (this.receipt?.isReserved !== true) {
        this.#count();
        return true;
      }
      this.#add((this.#spared ??= new Deque(SLOTS)), this.type, this.payload, this.receipt, this.meta);
      this.clear();
    }
    return false;
  }

  clear(): void {
    letGo(this);
  }

  done(): void {
    this.unfinished -= 1;
  }

  mark(): () => boolean {
    if (this.length === 0) return () => true;
    if (this.#isLifo) {
      // The oldest is taken last, and whatever came since before it.
      const emptied = this.#emptied;
      return () => this.#emptied > emptied;
    }
    const last = this.#taken + this.length;
    return () => this.#taken >= last;
  }

  #count(): void {
    this.#taken += 1;
    if (this.length === 0) this.#emptied += 1;
  }

  #add(to: Deque, type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    to.addLast();
    fillSlots(to.slots, to.at, type, payload, receipt, meta);
  }

  #takeFrom(from: Deque | undefined, isLast: boolean): void {
    if (from === undefined) return;
    if (isLast) from.removeLast();
    else from.removeFirst();
    emptySlots(from.slots, from.at, this);
  }
}
