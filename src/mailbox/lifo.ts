import type { Meta, Receipt } from "../core/receipt.ts";
import { Deque } from "./deque.ts";
import type { Mailbox } from "./mailbox.ts";

/** An unbounded mailbox that hands out the message put last. A message is four slots. */
export class LifoMailbox implements Mailbox {
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;
  readonly #messages = new Deque(4);

  get length(): number {
    return this.#messages.length;
  }

  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.#messages.addLast();
    const { slots, at } = this.#messages;
    slots[at] = type;
    slots[at + 1] = payload;
    slots[at + 2] = receipt;
    slots[at + 3] = meta;
    this.unfinished += 1;
  }

  take(): boolean {
    return this.#messages.removeLast() && this.#read();
  }

  takeOldest(): boolean {
    return this.#messages.removeFirst() && this.#read();
  }

  clear(): void {
    this.payload = undefined;
    this.receipt = undefined;
    this.meta = undefined;
  }

  done(): void {
    this.unfinished -= 1;
  }

  #read(): true {
    const { slots, at } = this.#messages;
    this.type = slots[at] as string;
    this.payload = slots[at + 1];
    this.receipt = slots[at + 2] as Receipt | undefined;
    this.meta = slots[at + 3] as Meta | undefined;
    slots[at] = slots[at + 1] = slots[at + 2] = slots[at + 3] = undefined;
    return true;
  }
}
