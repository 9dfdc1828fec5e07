import type { Timer } from "../core/clock.ts";
import type { Charge } from "./charge.ts";
import { nextToEnd } from "./end-order.ts";

/** What a recovery needs of its supervisor. */
export interface RecoveryScope {
  now(): number;
  setTimer(ms: number, run: () => void): Timer;
  /** Those that are left of them, in the order they were spawned. */
  inOrder(charges: ReadonlySet<Charge>): readonly Charge[];
}

/**
 * A failure from which children are being restarted: the siblings that it takes down stop in reverse order, and when the
 * pause is over that began with the failure, all of them start in order.
 *
 * Nothing here loops by itself: a restart that fails is one more failure, which the supervisor counts, and brings a
 * longer pause.
 */
export class Recovery {
  readonly #scope: RecoveryScope;
  readonly #over: () => void;
  /** Those that are to run again, and not on their way. */
  readonly #charges = new Set<Charge>();
  /** When the last of the pauses is over. */
  #due = 0;
  /** Something failed since the siblings were last looked at. */
  #isStale = false;
  #isOver = false;
  #timer: Timer | undefined = undefined;
  #whenPaused: (() => void) | undefined = undefined;

  constructor(scope: RecoveryScope, over: () => void) {
    this.#scope = scope;
    this.#over = over;
  }

  /** These are to run again, after a pause; further ones may be added while it is under way. */
  add(charges: readonly Charge[], pauseMs: number): void {
    for (const charge of charges) this.#charges.add(charge);
    this.#due = Math.max(this.#due, this.#scope.now() + pauseMs);
    this.#isStale = true;
    this.#resume();
  }

  /** It has ended for good. */
  forget(charge: Charge): void {
    this.#charges.delete(charge);
    if (this.#charges.size === 0) this.#resume();
  }

  async run(): Promise<void> {
    while (this.#isStale && !this.#isOver) {
      this.#isStale = false;
      await this.#haltAll();
      await this.#pause();
      await this.#restartAll();
    }
    if (!this.#isOver) this.#over();
  }

  /** Its supervisor is ending: nothing is restarted any more. */
  abandon(): void {
    this.#isOver = true;
    this.#resume();
  }

  async #haltAll(): Promise<void> {
    for (;;) {
      const up = this.#scope.inOrder(this.#charges).filter((charge) => charge.isUp);
      const group = nextToEnd(up, "stop");
      if (group.length === 0 || this.#isOver) return;
      await Promise.all(
        group.map((charge) => (charge.options.restart === "never" ? charge.end("stop") : charge.halt())),
      );
    }
  }

  #pause(): Promise<void> {
    if (this.#isInterrupted || this.#charges.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenPaused = resolve;
      // Also for no time: others have their turn before what fails without end is tried again.
      this.#timer = this.#scope.setTimer(Math.max(0, this.#due - this.#scope.now()), resolve);
    });
  }

  async #restartAll(): Promise<void> {
    for (const charge of this.#scope.inOrder(this.#charges)) {
      if (this.#isInterrupted) return;
      this.#charges.delete(charge); // first: if it fails at that, it is added again
      await charge.restart();
    }
  }

  get #isInterrupted(): boolean {
    return this.#isStale || this.#isOver;
  }

  /** Ends the pause under way; if it is not over yet, it goes on later. */
  #resume(): void {
    this.#timer?.cancel();
    this.#whenPaused?.();
    this.#whenPaused = undefined;
  }
}
