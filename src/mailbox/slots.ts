import type { Meta, Receipt } from "../core/receipt.ts";

/** Of a message in an array: type, payload, receipt, meta. */
export const SLOTS = 4;

/** Where a mailbox shows the message taken last. */
interface Shown {
  type: string;
  payload: unknown;
  receipt: Receipt | undefined;
  meta: Meta | undefined;
}

export function fillSlots(
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

export function emptySlots(slots: unknown[], at: number, into: Shown): void {
  into.type = slots[at] as string;
  into.payload = slots[at + 1];
  into.receipt = slots[at + 2] as Receipt | undefined;
  into.meta = slots[at + 3] as Meta | undefined;
  slots[at] = slots[at + 1] = slots[at + 2] = slots[at + 3] = undefined;
}

/** The type may stay: it keeps nothing alive. */
export function letGo(shown: Shown): void {
  shown.payload = undefined;
  shown.receipt = undefined;
  shown.meta = undefined;
}
