import type { ShownMessage } from "../core/events.ts";
import type { Priority } from "../core/mailbox-options.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import { checkedOrder } from "./checked-order.ts";
import type { DroppingMailbox } from "./mailbox.ts";
import { PlaceHeap } from "./place-heap.ts";
import { SLOTS, emptySlots, fillSlots, letGo } from "./slots.ts";

/** Hears of a priority that failed for a reserved message: that is the next one then, since it must not be lost. */
export interface FaultListener {
  fault(error: Error): void;
}

/** So many slots an empty mailbox keeps. */
const KEPT = SLOTS * 1024;

/**
 * An unbounded mailbox that hands out the message of the smallest priority, as Python's `PriorityQueue` does; of equals the
 * one put first. Priorities are asked for when a message is put, and never again. A message is four slots and five numbers.
 */
export class PriorityMailbox implements DroppingMailbox {
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;
  readonly #priority: Priority;
  readonly #listener: FaultListener;
  readonly #places = new PlaceHeap();
  #slots: unknown[] = [];

  constructor(priority: Priority, listener: FaultListener) {
    this.#priority = priority;
    this.#listener = listener;
  }

  get length(): number {
    return this.#places.length;
  }

  /** Of the message that is next, which there must be. */
  get nextPriority(): number {
    return this.#places.firstPriority;
  }

  /** When it was put, among all that were. */
  get nextNumber(): number {
    return this.#places.firstNumber;
  }

  /** The next message to be put has that number, which is greater than those before: it is one of several mailboxes. */
  countFrom(number: number): void {
    this.#places.lastNumber = number - 1;
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    const isReserved = receipt?.isReserved === true;
    // Asked first: whatever the function does, it finds and leaves the mailbox whole.
    const priority = this.#priorityOf({ type, payload }, isReserved);
    const at = this.#places.add(priority, isReserved) * SLOTS;
    const slots = this.#slots;
    while (slots.length < at) slots.push(undefined);
    fillSlots(slots, at, type, payload, receipt, meta);
    this.unfinished += 1;
  }

  take(): boolean {
    return this.length > 0 && this.#read(this.#places.removeFirst());
  }

  takeOldest(): boolean {
    return this.#places.hasOrdinary && this.#read(this.#places.removeOldest());
  }

  clear(): void {
    letGo(this);
  }

  done(): void {
    this.unfinished -= 1;
  }

  mark(): () => boolean {
    const last = this.#places.lastNumber;
    return () => this.#places.oldestNumber > last;
  }

  #priorityOf(message: ShownMessage, isReserved: boolean): number {
    try {
      return checkedOrder("the priority of a message", this.#priority, message, undefined);
    } catch (error) {
      if (!isReserved) throw error;
      this.#listener.fault(error as Error);
      return -Infinity;
    }
  }

  #read(place: number): true {
    const slots = this.#slots;
    emptySlots(slots, place * SLOTS, this);
    if (this.#places.length === 0 && slots.length > KEPT) this.#slots = []; // a burst's memory is not kept for ever
    return true;
  }
}
