import type { Meta, Receipt } from "../core/receipt.ts";
import type { Mailbox } from "./mailbox.ts";
import { SLOTS, letGo } from "./slots.ts";

const SMALLEST = 8 * SLOTS;
const LARGEST = 1024 * SLOTS;

class Segment {
  readonly slots: unknown[];
  next: Segment | undefined = undefined;

  constructor(size: number) {
    this.slots = new Array<unknown>(size).fill(undefined);
  }
}

/**
 * An unbounded first-in-first-out mailbox: a chain of arrays in which a message is four slots.
 *
 * An idle actor pays for eight messages; under load the segments grow to 1,024 and the last one is used again, so that a
 * steady flow allocates nothing.
 */
export class FifoMailbox implements Mailbox {
  length = 0;
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;

  #head = new Segment(SMALLEST);
  #tail = this.#head;
  #read = 0;
  #write = 0;
  #taken = 0;
  #spare: Segment | undefined = undefined;

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    if (this.#write === this.#tail.slots.length) this.#extend();
    const { slots } = this.#tail;
    const at = this.#write;
    slots[at] = type;
    slots[at + 1] = payload;
    if (receipt !== undefined) slots[at + 2] = receipt; // consumed slots are undefined already
    if (meta !== undefined) slots[at + 3] = meta;
    this.#write = at + SLOTS;
    this.length += 1;
    this.unfinished += 1;
  }

  take(): boolean {
    if (this.length === 0) return false;
    if (this.#read === this.#head.slots.length) this.#advance();
    const { slots } = this.#head;
    const at = this.#read;
    this.type = slots[at] as string;
    this.payload = slots[at + 1];
    this.receipt = slots[at + 2] as Receipt | undefined;
    this.meta = slots[at + 3] as Meta | undefined;
    slots[at + 1] = undefined;
    if (this.receipt !== undefined) slots[at + 2] = undefined;
    if (this.meta !== undefined) slots[at + 3] = undefined;
    this.#read = at + SLOTS;
    this.#taken += 1;
    this.length -= 1;
    if (this.length === 0) this.#rewind();
    return true;
  }

  clear(): void {
    letGo(this);
  }

  done(): void {
    this.unfinished -= 1;
  }

  mark(): () => boolean {
    const last = this.#taken + this.length;
    return () => this.#taken >= last;
  }

  #rewind(): void {
    this.#read = 0;
    this.#write = 0;
  }

  #extend(): void {
    const segment = this.#spare ?? new Segment(Math.min(this.#tail.slots.length * 4, LARGEST));
    this.#spare = undefined;
    this.#tail.next = segment;
    this.#tail = segment;
    this.#write = 0;
  }

  #advance(): void {
    const emptied = this.#head;
    this.#head = emptied.next as Segment;
    emptied.next = undefined;
    if (emptied.slots.length === LARGEST) this.#spare = emptied;
    this.#read = 0;
  }
}
