import type { Sender } from "../cell/sender.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { Inlet } from "./inlet.ts";

/** Where the answer to a send or an ask goes. */
export interface Answer {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onGivenUp(listener: () => void): void;
}

/** A message from another host that was sent or asked, until it has its place in the mailbox. */
export class Arrival implements Sender {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt;
  readonly meta: Meta | undefined;
  isWaiting = false;
  readonly #inlet: Inlet;
  /** Of a send, said when it has its place; undefined if that was promised already. */
  readonly #answer: Answer | undefined;

  constructor(
    inlet: Inlet,
    type: string,
    payload: unknown,
    receipt: Receipt,
    meta: Meta | undefined,
    answer: Answer | undefined,
  ) {
    this.#inlet = inlet;
    this.type = type;
    this.payload = payload;
    this.receipt = receipt;
    this.meta = meta;
    this.#answer = answer;
  }

  get isAccepted(): boolean {
    return !this.receipt.wantsReply && this.#answer === undefined;
  }

  admitted(): void {
    this.#inlet.decided();
    this.#answer?.resolve(undefined);
  }

  refused(error: Error): void {
    this.#inlet.refused();
    if (this.#answer === undefined) this.receipt.reject(error);
    else this.#answer.reject(error);
  }

  onGivenUp(listener: () => void): void {
    (this.#answer ?? this.receipt).onGivenUp(() => {
      if (!this.isWaiting) return;
      listener();
      this.#inlet.refused();
    });
  }
}
