import type { Clock, Timer } from "../core/clock.ts";
import type { Trials } from "./trials.ts";
import type { Worker } from "./worker.ts";

/** What has been ahead of others for so long, in ms, is no small job. */
const STUCK_MS = 1;
/** How often that is looked at, in ms, while anything lies ahead. */
const LOOK_MS = 1;

/** What a lookout looks at. */
export interface Watched {
  readonly all: readonly Worker[];
  readonly trials: Trials;
}

/**
 * Watches workers that were handed more than they handle at once. Jobs are, as long as they take microseconds; when one of them turns out
 * to take long, what lies behind it is taken back, to be done by others. Also hosts that are kept free for one task: until it is started.
 */
export class Lookout {
  readonly #clock: Clock;
  readonly #crew: Watched;
  readonly #changed: () => void;
  #timer: Timer | undefined = undefined;
  /** Workers from which something was taken back: they can be handed more when that has passed. */
  readonly #recalled = new Set<Worker>();

  /** `changed` hears when one of them may have room again. */
  constructor(clock: Clock, crew: Watched, changed: () => void) {
    this.#clock = clock;
    this.#crew = crew;
    this.#changed = changed;
  }

  /** A worker has been handed something, or is done with something. */
  watch(worker: Worker): void {
    if (worker.isAhead || (this.#recalled.size > 0 && this.#recalled.has(worker))) this.#lookSoon();
    else if (this.#crew.trials.areAny) this.#lookSoon();
  }

  /** Ends it. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#recalled.clear();
  }

  #lookSoon(): void {
    this.#timer ??= this.#clock.setTimer(LOOK_MS, () => {
      this.#timer = undefined;
      this.#look();
    });
  }

  #look(): void {
    const now = this.#clock.now();
    for (const worker of this.#crew.all) {
      if (!worker.isAhead) continue;
      if (now - worker.movedAt < STUCK_MS || worker.target.isRecalling) {
        this.#lookSoon();
      } else {
        worker.target.recall();
        this.#recalled.add(worker);
      }
    }
    for (const worker of this.#recalled) {
      if (worker.inHand > 0) continue; // it is done with that first, and seen again then
      if (worker.target.isRecalling) this.#lookSoon();
      else this.#passed(worker);
    }
    const { trials } = this.#crew;
    if (trials.look()) this.#changed();
    if (trials.areAny) this.#lookSoon();
  }

  #passed(worker: Worker): void {
    this.#recalled.delete(worker);
    if (worker.target.host === worker.host) this.#crew.trials.passed(worker);
    else this.#crew.trials.died(worker);
    this.#changed();
  }
}
