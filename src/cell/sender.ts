import type { Meta, Receipt } from "../core/receipt.ts";
import type { WaitingMessage } from "../mailbox/senders.ts";
import type { Pending } from "./pending.ts";
import type { Traffic } from "./traffic.ts";

/** A message that was sent or asked, and may have to wait for room; and whoever is to hear what becomes of it. */
export interface Sender extends WaitingMessage {
  readonly type: string;
  readonly payload: unknown;
  /** The message's own, once it is in the mailbox. */
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  /** Its sender has been told already that it was accepted: it cannot be refused, only become a dead letter. */
  readonly isAccepted: boolean;
  /** It has its place. */
  admitted(): void;
  refused(error: Error): void;
  /** Calls `listener` if nobody waits any more for it to be let in. */
  onGivenUp(listener: () => void): void;
}

/** One of this host. */
export class LocalSender implements Sender {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  readonly isAccepted = false;
  isWaiting = false;
  readonly #pending: Pending;
  readonly #traffic: Traffic;

  constructor(
    type: string,
    payload: unknown,
    receipt: Receipt | undefined,
    meta: Meta | undefined,
    pending: Pending,
    traffic: Traffic,
  ) {
    this.type = type;
    this.payload = payload;
    this.receipt = receipt;
    this.meta = meta;
    this.#pending = pending;
    this.#traffic = traffic;
  }

  admitted(): void {
    this.#traffic.accepted += 1;
    if (this.receipt === undefined) this.#pending.resolve(undefined);
  }

  refused(error: Error): void {
    this.#pending.reject(error);
  }

  onGivenUp(listener: () => void): void {
    this.#pending.onGivenUp(listener);
  }
}
