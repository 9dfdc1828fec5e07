import type { Timer } from "../core/clock.ts";
import type { Charge } from "./charge.ts";
import { nextToEnd } from "./end-order.ts";

/** What a recovery needs of its supervisor. */
export interface RecoveryScope {
  setTimer(ms: number, run: () => void): Timer;
  /** Those that are left of them, in the order they were spawned. */
  inOrder(charges: ReadonlySet<Charge>): readonly Charge[];
  recovered(recovery: Recovery): void;
}

/**
 * A failure from which children are being restarted: the siblings that it takes down stop in reverse order, then there is
 * a pause, then all of them start in order.
 *
 * Nothing here loops by itself: a restart that fails is one more failure, which the supervisor counts, and brings a
 * longer pause.
 */
export class Recovery {
  readonly #scope: RecoveryScope;
  readonly #charges = new Set<Charge>();
  #pauseMs = 0;
  /** Something failed since the siblings were last looked at. */
  #isStale = false;
  #isOver = false;
  #timer: Timer | undefined = undefined;
  #whenPaused: (() => void) | undefined = undefined;

  constructor(scope: RecoveryScope) {
    this.#scope = scope;
  }

  has(charge: Charge): boolean {
    return this.#charges.has(charge);
  }

  /** These are to run again, after a pause; further ones may be added while it is under way. */
  add(charges: readonly Charge[], pauseMs: number): void {
    for (const charge of charges) this.#charges.add(charge);
    this.#pauseMs = Math.max(this.#pauseMs, pauseMs);
    this.#isStale = true;
    this.#resume();
  }

  async run(): Promise<void> {
    while (this.#isStale && !this.#isOver) {
      this.#isStale = false;
      await this.#haltAll();
      await this.#pause();
      if (!this.#isStale) await this.#restartAll();
    }
    if (!this.#isOver) this.#scope.recovered(this);
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

  async #restartAll(): Promise<void> {
    for (const charge of this.#scope.inOrder(this.#charges)) {
      if (this.#isStale || this.#isOver) return;
      await charge.restart();
    }
  }

  #pause(): Promise<void> {
    const ms = this.#pauseMs;
    this.#pauseMs = 0;
    if (this.#isStale || this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenPaused = resolve;
      this.#timer = this.#scope.setTimer(ms, resolve);
    });
  }

  /** Ends the pause under way, which is to begin again. */
  #resume(): void {
    this.#timer?.cancel();
    this.#whenPaused?.();
    this.#whenPaused = undefined;
  }
}
