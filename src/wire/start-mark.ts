import type { Clock } from "../core/clock.ts";
import { FIRST_HOST, type Marks } from "./marks.ts";

/** A host looks no more often whether something is recalled, in ms. */
const LOOK_MS = 1;
/** When something was recalled so long ago, in ms, the host sees that before whatever it starts. */
export const SEEN_MS: number = LOOK_MS * 2;

/**
 * Where a host marks what it starts of one lane, for whoever is left when it is dead, and sees what is recalled.
 *
 * To look costs as much as to mark, so it is not done for each of many jobs that take microseconds: only if the last look is `LOOK_MS`
 * old, by a clock that is read after the mark was written. So whatever is started without a look was marked less than that after a
 * look that saw nothing. Who recalls waits longer than that before it reads the mark: then each message was marked, or will be
 * given back, however long either process was held up between two of its steps.
 */
export class StartMark {
  readonly #marks: Marks;
  readonly #clock: Clock;
  readonly #lane: number;
  #cell: number | undefined = undefined;
  /** As {@link Marks} have them: caller, lane, opening, place. */
  readonly #mark: Int32Array;
  #opening = 0;
  #from = 0;
  #lookedAt = 0;

  constructor(marks: Marks, caller: number, lane: number, clock: Clock) {
    this.#marks = marks;
    this.#clock = clock;
    this.#lane = lane;
    this.#mark = new Int32Array([caller, lane, 0, 0]);
  }

  /** The lane has a new user. */
  open(opening: number): void {
    this.#opening = this.#mark[2] = opening;
    this.#from = 0;
    this.#lookedAt = this.#mark[0] === FIRST_HOST ? -Infinity : Infinity; // others cannot recall anything
  }

  /** The message with that place is started, unless it is recalled: returns from which place on; 0 for none. */
  start(place: number): number {
    this.#mark[3] = place;
    this.#marks.mark((this.#cell ??= this.#marks.takeCell()), this.#mark);
    const now = this.#clock.now(); // not before: see above
    if (this.#from !== 0 || now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#from = this.#marks.recalledFrom(this.#lane, this.#opening);
    }
    return this.#from;
  }

  close(): void {
    if (this.#cell !== undefined) this.#marks.giveCell(this.#cell);
  }
}
