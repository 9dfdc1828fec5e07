import { ActorError, codeOf } from "./core/errors.ts";

/** Reasons that are kept: whoever has more has one fault many times. */
const MOST_KEPT = 100;
/** Those of them that the message names. */
const MOST_NAMED = 5;

/** What kept a system from stopping in the time it had: collected while it is killed. */
export class Overdue {
  readonly #system: string;
  readonly #ms: number;
  readonly #reasons: Error[] = [];
  #count = 0;

  constructor(system: string, ms: number) {
    this.#system = system;
    this.#ms = ms;
  }

  /** An error of which nobody knows yet whether it is a reason. */
  add(error: Error): void {
    if (codeOf(error) !== "STOP_TIMEOUT") return;
    this.#count += 1;
    if (this.#reasons.length < MOST_KEPT) this.#reasons.push(error);
  }

  /** @throws {ActorError} `STOP_TIMEOUT`, always: it names what held the system up. */
  check(): never {
    const named = this.#reasons.slice(0, MOST_NAMED).map(({ message }) => `; ${message}`);
    if (named.length === 0) named.push("; what held it up was over before it could be asked");
    const left = this.#count - Math.min(this.#count, MOST_NAMED);
    const more = left > 0 ? `; and ${left} more` : "";
    const message = `Cannot stop system "${this.#system}" in ${this.#ms} ms, so it was killed${named.join("")}${more}`;
    throw new ActorError("STOP_TIMEOUT", message, { details: { reasons: this.#reasons } });
  }
}
