import type { Meta, Receipt } from "../core/receipt.ts";
import type { DroppingMailbox, Mailbox } from "../mailbox/mailbox.ts";

/** What a keyed mailbox needs of its pool. */
export interface KeyedScope {
  /** To which place a message belongs; undefined if that does not matter. @throws if the key cannot be told. */
  slotOf(type: string, payload: unknown, receipt: Receipt | undefined): number | undefined;
  /** Whether the worker of that place can take one now. */
  canTake(slot: number): boolean;
  /** Whether all are to be taken, whoever could handle them. */
  readonly isClosed: boolean;
}

/** One mailbox for each worker behind one face, so that nobody waits behind a key whose worker is busy. */
export class KeyedMailbox implements DroppingMailbox {
  unfinished = 0;
  /** The place of the message taken last. */
  slot = 0;
  readonly #scope: KeyedScope;
  readonly #lines: readonly Mailbox[];
  #length = 0;

  constructor(scope: KeyedScope, places: number, create: () => Mailbox) {
    this.#scope = scope;
    this.#lines = Array.from({ length: places }, create);
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
    return this.#next() >= 0;
  }

  /** Places with messages whose workers cannot take them. */
  get stuck(): number[] {
    return [...this.#lines.keys()].filter((slot) => this.lengthAt(slot) > 0 && !this.#scope.canTake(slot));
  }

  lengthAt(slot: number): number {
    return this.#lines[slot]?.length ?? 0;
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    const slot = this.#scope.slotOf(type, payload, receipt) ?? this.#emptiest();
    this.#lines[slot]?.put(type, payload, receipt, meta);
    this.#length += 1;
    this.unfinished += 1;
  }

  take(): boolean {
    const slot = this.#next();
    if (slot < 0) return false;
    this.slot = slot;
    this.#length -= 1;
    return this.#current.take();
  }

  /** Of the longest line: the place that keeps most waiting. */
  takeOldest(): boolean {
    const slots = [...this.#lines.keys()].toSorted((one, other) => this.lengthAt(other) - this.lengthAt(one));
    const former = this.slot;
    for (const slot of slots) {
      this.slot = slot;
      if (!(this.#current as DroppingMailbox).takeOldest()) continue;
      this.#length -= 1;
      return true;
    }
    this.slot = former;
    return false;
  }

  mark(): () => boolean {
    const marks = this.#lines.map((line) => line.mark());
    return () => marks.every((isTaken) => isTaken());
  }

  clear(): void {
    this.#current.clear();
  }

  done(): void {
    this.unfinished -= 1;
  }

  get #current(): Mailbox {
    return this.#lines[this.slot] as Mailbox;
  }

  /** Each place in its turn, of those that have messages and can take one. */
  #next(): number {
    for (let step = 1; step <= this.#lines.length; step++) {
      const slot = (this.slot + step) % this.#lines.length;
      if (this.lengthAt(slot) > 0 && (this.#scope.isClosed || this.#scope.canTake(slot))) return slot;
    }
    return -1;
  }

  #emptiest(): number {
    let best = 0;
    for (const slot of this.#lines.keys()) {
      if (this.#waitAt(slot) < this.#waitAt(best)) best = slot;
    }
    return best;
  }

  #waitAt(slot: number): number {
    return this.lengthAt(slot) + (this.#scope.canTake(slot) ? 0 : 1);
  }
}
