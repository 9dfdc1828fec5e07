import type { Clock } from "../core/clock.ts";
import { toError } from "../core/errors.ts";
import type { Inbox } from "./inbox.ts";
import { Timers } from "./timers.ts";

/** One life of an actor, from an `init` to the next restart or the end: what must not outlive it hangs here. */
export class Instance {
  state: unknown = undefined;
  readonly timers: Timers;
  /** Promises whose outcomes it waits for; they count as work. */
  piped = 0;
  isOver = false;
  readonly #inbox: Inbox;

  constructor(clock: Clock, inbox: Inbox) {
    this.timers = new Timers(clock, inbox);
    this.#inbox = inbox;
  }

  pipe(promise: unknown, type: string, about: unknown): void {
    this.piped += 1;
    const deliver = (outcome: object): void => {
      this.piped -= 1;
      if (!this.isOver) this.#inbox.accept(type, outcome, undefined, undefined);
    };
    Promise.resolve(promise).then(
      (value) => deliver({ about, value }),
      (thrown: unknown) => deliver({ about, error: toError(thrown) }),
    );
  }

  end(): void {
    this.isOver = true;
    this.timers.close();
  }
}
