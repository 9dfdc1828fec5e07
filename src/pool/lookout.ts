import type { Clock, Timer } from "../core/clock.ts";
import type { Trials } from "./trials.ts";
import type { Worker } from "./worker.ts";

/** What has been ahead of others for so long, in ms, is no small job. */
const STUCK_MS = 1;
/** What has not been started for so long, in ms, though it has had time to arrive: something else holds up its thread. */
const NOT_BEGUN_MS = 10;
/** What is large takes time to arrive, at the slowest so many bytes a ms. */
const SLOWEST_BYTES_A_MS = 50_000;
/** What was taken back so often before it had begun is left where it is: it is the way that is slow. */
const MOST_RECALLS = 2;
/** How often all that is looked at, in ms, while anything lies ahead. */
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
      if (worker.target.isRecalling || !isStuck(worker, now - worker.movedAt)) {
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

/** Whether what lies behind is to be taken back from one of which nothing has been heard for so long. */
function isStuck(worker: Worker, ms: number): boolean {
  if (ms < STUCK_MS) return false;
  const { tasks } = worker;
  if (tasks.some(({ isMoved }) => isMoved)) return false;
  if (worker.isAtWork) return true;
  const bytes = tasks.reduce((sum, task) => sum + task.bytes, 0);
  const isLate = ms >= NOT_BEGUN_MS + bytes / SLOWEST_BYTES_A_MS;
  return isLate && tasks.every(({ recalls }) => recalls < MOST_RECALLS);
}
