import type { RestartLimits } from "./restart-rule.ts";

/** The failures of a supervisor's children that still count: those of the last `withinMs`. */
export class RestartRecord {
  readonly #limits: RestartLimits;
  /** When they were, the oldest first; those before `#oldest` no longer count. */
  #times: number[] = [];
  #oldest = 0;
  readonly #incidents = new WeakSet<object>();

  constructor(limits: RestartLimits) {
    this.#limits = limits;
  }

  /**
   * Counts a failure, and tells whether it is one too many.
   *
   * The death of a host is one incident, however many children it took: all of them report the same error.
   */
  add(incident: object, now: number): boolean {
    const { maxRestarts, withinMs } = this.#limits;
    if (maxRestarts === Infinity) return false;
    if (!this.#incidents.has(incident)) this.#times.push(now);
    this.#incidents.add(incident);
    while ((this.#times[this.#oldest] ?? Infinity) <= now - withinMs) this.#oldest += 1;
    if (this.#oldest * 2 > this.#times.length) this.#forget();
    return this.#times.length - this.#oldest > maxRestarts;
  }

  #forget(): void {
    this.#times = this.#times.slice(this.#oldest);
    this.#oldest = 0;
  }
}
