import type { QueueOrder } from "../core/mailbox-options.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { DroppingMailbox, Mailbox } from "../mailbox/mailbox.ts";
import { createLine, type KeyedLine } from "./keyed-line.ts";

/** What a keyed mailbox needs of its pool. */
export interface KeyedScope {
  /** To which place a message belongs; undefined if that does not matter. @throws if the key cannot be told. */
  slotOf(type: string, payload: unknown, receipt: Receipt | undefined): number | undefined;
  /** Whether the worker of that place can take one now. */
  canTake(slot: number): boolean;
  /** Whether all are to be taken, whoever could handle them. */
  readonly isClosed: boolean;
}

/**
 * One mailbox for each worker behind one face, so that nobody waits behind a key whose worker is busy; and one for what any worker may
 * take. Of those that can be taken the first goes first, in the order of the pool's mailbox.
 */
export class KeyedMailbox implements DroppingMailbox {
  unfinished = 0;
  readonly #scope: KeyedScope;
  readonly #places: number;
  /** One for each place, and the last for what belongs to none. */
  readonly #lines: readonly KeyedLine[];
  #length = 0;
  #lastNumber = 0;
  /** The line of the message taken last. */
  #at = 0;

  constructor(scope: KeyedScope, places: number, create: () => Mailbox, order: QueueOrder) {
    this.#scope = scope;
    this.#places = places;
    this.#lines = Array.from({ length: places + 1 }, () => createLine(create(), order));
  }

  /** The place of the message taken last; undefined if it belongs to none. */
  get slot(): number | undefined {
    return this.#at === this.#places ? undefined : this.#at;
  }

  get length(): number {
    return this.#length;
  }

  get type(): string {
    return this.#current.type;
  }

  get payload(): unknown {
    return this.#current.payload;
  }

  get receipt(): Receipt | undefined {
    return this.#current.receipt;
  }

  get meta(): Meta | undefined {
    return this.#current.meta;
  }

  /** Whether one of those that wait can be taken. */
  get isDeliverable(): boolean {
    for (let at = 0; at <= this.#places; at++) {
      if (this.#lengthAt(at) > 0 && this.#canTakeAt(at)) return true;
    }
    return false;
  }

  /** Places with messages whose workers cannot take them. */
  get stuck(): number[] {
    const slots = [...this.#lines.keys()].slice(0, -1);
    return slots.filter((slot) => this.#lengthAt(slot) > 0 && !this.#scope.canTake(slot));
  }

  /** How many belong to no place, and no worker can take them. */
  get stuckAnywhere(): number {
    return this.#canTakeAt(this.#places) ? 0 : this.#lengthAt(this.#places);
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    const line = this.#lines[this.#scope.slotOf(type, payload, receipt) ?? this.#places] as KeyedLine;
    line.put(this.#lastNumber + 1, type, payload, receipt, meta);
    this.#lastNumber += 1;
    this.#length += 1;
    this.unfinished += 1;
  }

  take(): boolean {
    const next = this.#next();
    if (next < 0) return false;
    this.#at = next;
    this.#length -= 1;
    return (this.#lines[next] as KeyedLine).take();
  }

  /** Of the longest line: the place that keeps most waiting. */
  takeOldest(): boolean {
    const longest = [...this.#lines.keys()].toSorted((one, other) => this.#lengthAt(other) - this.#lengthAt(one));
    for (const at of longest) {
      if (this.#lines[at]?.takeOldest() !== true) continue;
      this.#at = at;
      this.#length -= 1;
      return true;
    }
    return false;
  }

  mark(): () => boolean {
    const marks = this.#lines.map(({ mailbox }) => mailbox.mark());
    return () => marks.every((isTaken) => isTaken());
  }

  clear(): void {
    this.#current.clear();
  }

  done(): void {
    this.unfinished -= 1;
  }

  get #current(): Mailbox {
    return (this.#lines[this.#at] as KeyedLine).mailbox;
  }

  #lengthAt(at: number): number {
    return this.#lines[at]?.mailbox.length ?? 0;
  }

  /** The line with the message that comes first, of those that can be taken; -1 if there is none. */
  #next(): number {
    let best = -1;
    let first: KeyedLine | undefined = undefined;
    for (let at = 0; at <= this.#places; at++) {
      const line = this.#lines[at] as KeyedLine;
      if (line.mailbox.length === 0 || !this.#canTakeAt(at)) continue;
      if (first !== undefined && !isBefore(line, first)) continue;
      first = line;
      best = at;
    }
    return best;
  }

  #canTakeAt(at: number): boolean {
    if (this.#scope.isClosed) return true;
    if (at < this.#places) return this.#scope.canTake(at);
    for (let slot = 0; slot < this.#places; slot++) if (this.#scope.canTake(slot)) return true;
    return false;
  }
}

function isBefore(one: KeyedLine, other: KeyedLine): boolean {
  return one.priority === other.priority ? one.number < other.number : one.priority < other.priority;
}
