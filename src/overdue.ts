import { ActorError } from "./core/errors.ts";

/** What kept a system from stopping in the time it had: collected while it is killed. */
export class Overdue {
  readonly #system: string;
  readonly #ms: number;
  readonly #reasons: Error[] = [];

  constructor(system: string, ms: number) {
    this.#system = system;
    this.#ms = ms;
  }

  /** An error of which nobody knows yet whether it is a reason. */
  add(error: Error & { readonly code?: unknown }): void {
    if (error.code === "STOP_TIMEOUT") this.#reasons.push(error);
  }

  /** @throws {ActorError} `STOP_TIMEOUT`, always: it names what held the system up. */
  check(): never {
    const reasons = this.#reasons.map(({ message }) => `; ${message}`).join("");
    const message = `Cannot stop system "${this.#system}" in ${this.#ms} ms, so it was killed${reasons}`;
    throw new ActorError("STOP_TIMEOUT", message, { details: { reasons: this.#reasons } });
  }
}
