import type { Clock } from "../core/clock.ts";
import type { Inbox } from "./inbox.ts";
import { Timers } from "./timers.ts";

/** One life of an actor, from an `init` to the next restart or the end: what must not outlive it hangs here. */
export class Instance {
  state: unknown = undefined;
  readonly timers: Timers;
  /** Promises that `ctx.pipe` waits for. */
  piped = 0;
  isOver = false;

  constructor(clock: Clock, inbox: Inbox) {
    this.timers = new Timers(clock, inbox);
  }

  end(): void {
    this.isOver = true;
    this.timers.close();
  }
}
