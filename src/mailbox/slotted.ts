import type { Meta, Receipt } from "../core/receipt.ts";

/** Of a message in an array: type, payload, receipt, meta. */
export const SLOTS = 4;

/** What all mailboxes share whose messages are four slots of an array: the message taken last, and the count of those not done. */
export abstract class SlottedMailbox {
  unfinished = 0;
  type = "";
  payload: unknown = undefined;
  receipt: Receipt | undefined = undefined;
  meta: Meta | undefined = undefined;

  clear(): void {
    this.payload = undefined;
    this.receipt = undefined;
    this.meta = undefined;
  }

  done(): void {
    this.unfinished -= 1;
  }

  protected fill(
    slots: unknown[],
    at: number,
    type: string,
    payload: unknown,
    receipt: Receipt | undefined,
    meta: Meta | undefined,
  ): void {
    slots[at] = type;
    slots[at + 1] = payload;
    slots[at + 2] = receipt;
    slots[at + 3] = meta;
  }

  /** Moves a message into the members above. */
  protected empty(slots: unknown[], at: number): void {
    this.type = slots[at] as string;
    this.payload = slots[at + 1];
    this.receipt = slots[at + 2] as Receipt | undefined;
    this.meta = slots[at + 3] as Meta | undefined;
    slots[at] = slots[at + 1] = slots[at + 2] = slots[at + 3] = undefined;
  }
}
