import type { Two } from "../threads/adder.ts";
import type { BareMessage } from "../threads/bare-adder.ts";
import { BareWorker } from "../threads/bare-worker.ts";

/** Two bare workers, each of which gets every other task: the least that a pool of two can be. */
export class BarePool {
  readonly #workers = [new BareWorker(), new BareWorker()] as const;
  #next = 0;

  ask(two: Two): Promise<BareMessage> {
    this.#next = 1 - this.#next;
    return (this.#workers[this.#next] as BareWorker).ask(two);
  }
}
