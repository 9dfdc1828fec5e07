import type { Env } from "../core/env.ts";
import type { Candidate } from "./routing.ts";

/**
 * When jobs go to workers on other hosts. To one that has nothing they go at once; to those that have something, once in a turn of the
 * event loop, all that have come by then: what is posted to a host then carries many, however the replies came in. (Each reply leads to
 * the next job, so small frames would lead to small frames for ever.)
 */
export class Lots {
  readonly #env: Env;
  readonly #opened: () => void;
  #isOpen = false;
  #isDue = false;

  /** `opened` is called when those that wait may go. */
  constructor(env: Env, opened: () => void) {
    this.#env = env;
    this.#opened = opened;
  }

  /** Whether a job may go to one of these now; if not, `opened` follows. */
  isOpenFor(workers: readonly Candidate[]): boolean {
    if (this.#isOpen) return true;
    if (workers.some(({ inHand, hasRoom }) => inHand === 0 && hasRoom)) this.#open();
    else this.#openNextTurn();
    return this.#isOpen;
  }

  #open(): void {
    this.#isOpen = true;
    this.#env.soon(this.#close);
  }

  #openNextTurn(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#env.nextTurn(() => {
      this.#isDue = false;
      this.#isOpen = true;
      this.#opened();
      this.#env.soon(this.#close); // behind what that has made due
    });
  }

  readonly #close = (): void => {
    this.#isOpen = false;
  };
}
