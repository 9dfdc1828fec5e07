import type { Receipt } from "../core/receipt.ts";

/** A message of which every worker has a copy, and the receipt of each copy: it is done with when all of them are. */
export class Broadcast implements Receipt {
  readonly wantsReply = false;
  readonly isReserved = false;
  readonly isGivenUp = false;
  readonly #done: () => void;
  #copies: number;

  constructor(copies: number, done: () => void) {
    this.#copies = copies;
    this.#done = done;
  }

  /** One of them is. */
  over(): void {
    this.#copies -= 1;
    if (this.#copies === 0) this.#done();
  }

  start(): boolean {
    return true;
  }

  startAgain(): boolean {
    return true;
  }

  stash(): void {}
  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}
}
