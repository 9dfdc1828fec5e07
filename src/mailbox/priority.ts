import type { ShownMessage } from "../core/events.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import { checkedOrder } from "./checked-order.ts";
import type { Mailbox } from "./mailbox.ts";
import { PlaceHeap } from "./place-heap.ts";

/** So many slots an empty mailbox keeps. */
const KEPT = 4 * 1024;

/** The place of a message in its mailbox: the smaller number is handled first. */
export type Priority = (message: ShownMessage) => number;

/**
 * An unbounded mailbox that hands out the message of the smallest priority, as Python's `PriorityQueue` does; of equals the
 * one put first. Priorities are asked for when a message is put, and never again. A message is four slots and five numbers.
 */
export class PriorityMailbox implements Mailbox {
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;
  readonly #priority: Priority;
  readonly #places = new PlaceHeap();
  #slots: unknown[] = [];

  constructor(priority: Priority) {
    this.#priority = priority;
  }

  get length(): number {
    return this.#places.length;
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    const message: ShownMessage = { type, payload };
    // Asked first: whatever the function does, it finds and leaves the mailbox whole.
    const priority = checkedOrder("the priority of a message", this.#priority, message, undefined);
    const at = this.#places.add(priority) * 4;
    const slots = this.#slots;
    while (slots.length < at) slots.push(undefined);
    slots[at] = type;
    slots[at + 1] = payload;
    slots[at + 2] = receipt;
    slots[at + 3] = meta;
    this.unfinished += 1;
  }

  take(): boolean {
    return this.length > 0 && this.#read(this.#places.removeFirst());
  }

  takeOldest(): boolean {
    return this.length > 0 && this.#read(this.#places.removeOldest());
  }

  clear(): void {
    this.payload = undefined;
    this.receipt = undefined;
    this.meta = undefined;
  }

  done(): void {
    this.unfinished -= 1;
  }

  #read(place: number): true {
    const slots = this.#slots;
    const at = place * 4;
    this.type = slots[at] as string;
    this.payload = slots[at + 1];
    this.receipt = slots[at + 2] as Receipt | undefined;
    this.meta = slots[at + 3] as Meta | undefined;
    slots[at] = slots[at + 1] = slots[at + 2] = slots[at + 3] = undefined;
    if (this.#places.length === 0 && slots.length > KEPT) this.#slots = []; // a burst's memory is not kept for ever
    return true;
  }
}
