import type { Meta, Receipt } from "../core/receipt.ts";
import type { WaitingMessage } from "../mailbox/senders.ts";
import type { Pending } from "./pending.ts";

/** A message of this host that waits for room, with whoever waits for that. */
export class Sender implements WaitingMessage {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  readonly pending: Pending;
  isWaiting = true;

  constructor(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined, pending: Pending) {
    this.type = type;
    this.payload = payload;
    this.receipt = receipt;
    this.meta = meta;
    this.pending = pending;
  }

  admitted(): void {
    if (this.receipt === undefined) this.pending.resolve(undefined);
  }

  refused(error: Error): void {
    this.pending.reject(error);
  }
}
