import type { RestartLimits } from "./restart-rule.ts";

/** The failures of a supervisor's children that still count: those of the last `withinMs`. */
export class RestartRecord {
  readonly #limits: RestartLimits;
  /** When they were, the oldest first. More than the limit are never kept: one too many is enough. */
  #times: number[] = [];
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
    this.#times = this.#times.filter((time) => time > now - withinMs);
    if (!this.#incidents.has(incident)) this.#times.push(now);
    this.#incidents.add(incident);
    return this.#times.length > maxRestarts;
  }
}
