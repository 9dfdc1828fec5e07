import type { Clock } from "./clock.ts";

/**
 * The only door to time, chance and the event loop. `system.ts` fills it for the platform; a test can fill it with a
 * seeded scheduler and a manual clock, and a whole system runs on that.
 */
export interface Env {
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Short, and never the same twice anywhere: begins names and ids. */
  randomId(): string;
  /** Runs soon, before timers and I/O. */
  soon(run: () => void): void;
  /** Runs when all that is to run soon has run, before timers and I/O. */
  afterTurn(run: () => void): void;
  /** Runs after timers and I/O had their chance. */
  nextTurn(run: () => void): void;
}
