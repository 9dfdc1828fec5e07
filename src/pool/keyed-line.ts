import type { QueueOrder } from "../core/mailbox-options.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { DroppingMailbox, Mailbox } from "../mailbox/mailbox.ts";
import { PriorityMailbox } from "../mailbox/priority.ts";

/** One of several mailboxes, which knows the place of its next message among those of all. */
export interface KeyedLine {
  readonly mailbox: Mailbox;
  /** Of the next message, which there must be: the smaller one is taken first, of equals that of the smaller number. */
  readonly priority: number;
  readonly number: number;
  /** `number`: of the messages of all lines. @throws {ActorError} as the mailbox, and it is as it was. */
  put(number: number, type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void;
  take(): boolean;
  takeOldest(): boolean;
}

export function createLine(mailbox: Mailbox, order: QueueOrder): KeyedLine {
  return mailbox instanceof PriorityMailbox ? new PriorityLine(mailbox) : new NumberedLine(mailbox, order === "lifo");
}

class NumberedLine implements KeyedLine {
  readonly priority = 0;
  readonly mailbox: Mailbox;
  readonly #isLifo: boolean;
  /** Those of its messages, from `#head` on. */
  #numbers: number[] = [];
  #head = 0;

  constructor(mailbox: Mailbox, isLifo: boolean) {
    this.mailbox = mailbox;
    this.#isLifo = isLifo;
  }

  get number(): number {
    return this.#isLifo ? -(this.#numbers.at(-1) as number) : (this.#numbers[this.#head] as number);
  }

  put(number: number, type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.mailbox.put(type, payload, receipt, meta);
    this.#numbers.push(number);
  }

  take(): boolean {
    if (this.#isLifo) this.#numbers.pop();
    else this.#removeFirst();
    return this.mailbox.take();
  }

  /** Messages that are passed over, since nobody wants them any more, may get a wrong number by that; no others do. */
  takeOldest(): boolean {
    if (!(this.mailbox as DroppingMailbox).takeOldest()) return false;
    this.#removeFirst();
    return true;
  }

  #removeFirst(): void {
    this.#head += 1;
    if (this.#head === this.#numbers.length) this.#numbers.length = 0;
    else if (this.#head < 1_024) return;
    else this.#numbers.splice(0, this.#head);
    this.#head = 0;
  }
}

class PriorityLine implements KeyedLine {
  readonly mailbox: PriorityMailbox;

  constructor(mailbox: PriorityMailbox) {
    this.mailbox = mailbox;
  }

  get priority(): number {
    return this.mailbox.nextPriority;
  }

  get number(): number {
    return this.mailbox.nextNumber;
  }

  put(number: number, type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.mailbox.countFrom(number);
    this.mailbox.put(type, payload, receipt, meta);
  }

  take(): boolean {
    return this.mailbox.take();
  }

  takeOldest(): boolean {
    return this.mailbox.takeOldest();
  }
}
