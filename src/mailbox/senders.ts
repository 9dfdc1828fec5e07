import type { Meta, Receipt } from "../core/receipt.ts";

/** A message whose sender waits for room before it is accepted. */
export interface WaitingMessage {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  /** False once it was admitted, refused or given up. */
  isWaiting: boolean;
  /** It got its place. */
  admitted(): void;
  /** It never will. */
  refused(error: Error): void;
}

/** Senders that wait for room, first come first served. One that gives up leaves its place to the next. */
export class WaitingSenders {
  #queue: WaitingMessage[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(message: WaitingMessage): void {
    message.isWaiting = true;
    this.#queue.push(message);
    this.#length += 1;
  }

  remove(message: WaitingMessage): void {
    if (!message.isWaiting) return;
    message.isWaiting = false;
    this.#length -= 1;
    if (this.#queue.length > 64 && this.#length < this.#queue.length / 2) this.#compact();
  }

  next(): WaitingMessage | undefined {
    while (this.#head < this.#queue.length) {
      const message = this.#queue[this.#head++];
      if (message?.isWaiting !== true) continue;
      this.remove(message);
      return message;
    }
    return undefined;
  }

  #compact(): void {
    this.#queue = this.#queue.slice(this.#head).filter((message) => message.isWaiting);
    this.#head = 0;
  }
}
