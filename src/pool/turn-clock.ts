import type { Clock, Timer } from "../core/clock.ts";
import type { Env } from "../core/env.ts";
import { createPatientClock } from "../core/patient-clock.ts";

/**
 * The clock of a pool whose workers are elsewhere: read once in a turn for all that happens in it, since a look at the platform's costs a
 * tenth of a small job. What it times is what workers do, so it is patient.
 */
export class TurnClock implements Clock {
  readonly #env: Env;
  readonly #patientClock: Clock;
  #now = 0;
  #isKnown = false;

  constructor(env: Env) {
    this.#env = env;
    this.#patientClock = createPatientClock(env);
  }

  now(): number {
    if (this.#isKnown) return this.#now;
    this.#now = this.#env.clock.now();
    this.#isKnown = true;
    this.#env.afterTurn(this.#forget);
    return this.#now;
  }

  setTimer(ms: number, run: () => void): Timer {
    return this.#patientClock.setTimer(ms, run);
  }

  readonly #forget = (): void => {
    this.#isKnown = false;
  };
}
