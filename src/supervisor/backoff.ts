import type { BackoffOptions } from "../core/supervise-options.ts";

/** With `maxMs: Infinity`: some 285,000 years. */
const LONGEST_MS = Number.MAX_SAFE_INTEGER;

/**
 * The pause before a restart, in ms: it grows with each failure that was not far enough from the one before, and is spread
 * so that children that failed together do not come back together.
 *
 * @param failures how many there were in a row before this one
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, random: number, options: BackoffOptions = {}): number {
  const { minMs = 100, maxMs = 10_000, factor = 2, jitter = 0.2 } = options;
  // However long it lasts, this stays a number of ms: 0 times Infinity would be none, and a pause of Infinity would not end.
  const pause = minMs === 0 ? 0 : Math.min(maxMs, minMs * factor ** failures, LONGEST_MS);
  return pause * (1 + jitter * (2 * random - 1));
}

/** How many failures a child had in a row: one that ran long enough begins anew. */
export class FailureStreak {
  readonly #quietMs: number;
  #length = 0;

  /** @param quietMs how long it must run until nothing of what was before counts */
  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  /** One more, after it had run for so long; returns how many there were before. */
  add(ranMs: number): number {
    if (ranMs >= this.#quietMs) this.#length = 0;
    this.#length += 1;
    return this.#length - 1;
  }
}
