import type { Abortable } from "./abort-listeners.ts";
import type { WaitingMessage } from "./senders.ts";

type LoopWait = Abortable & WaitingMessage;

/** Serves one item, now or later, or says that there will be none; so does calling off the wait that it returns. */
export type TakeForLoop<T> = (served: (item: T) => void, ended: () => void) => LoopWait;

/** A `for await` over a queue. An item is taken when the loop asks for it, so that leaving the loop leaves the rest. */
export class QueueLoop<T> implements AsyncIterableIterator<T, undefined> {
  readonly #take: TakeForLoop<T>;
  readonly #waiting = new Set<LoopWait>();
  #hasLeft = false;

  constructor(take: TakeForLoop<T>) {
    this.#take = take;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#hasLeft) return Promise.resolve(ended);
    return new Promise((resolve) => {
      let wait: LoopWait | undefined = undefined;
      const settle = (result: IteratorResult<T, undefined>): void => {
        if (wait !== undefined) this.#waiting.delete(wait);
        resolve(result);
      };
      wait = this.#take(
        (value) => settle({ value, done: false }),
        () => settle(ended),
      );
      if (wait.isWaiting) this.#waiting.add(wait);
    });
  }

  /** Called by `break`; whoever calls `next()` by hand may have one waiting, and no item must go to it. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#hasLeft = true;
    for (const wait of this.#waiting) wait.aborted();
    return Promise.resolve(ended);
  }
}

const ended: IteratorReturnResult<undefined> = { value: undefined, done: true };
