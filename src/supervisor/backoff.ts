import type { BackoffOptions } from "../core/supervise-options.ts";

/**
 * The pause before a restart, in ms: it grows with each crash that still counts, and is spread so that children that
 * crashed together do not come back together.
 *
 * @param crashes how many counted before this one
 * @param random from 0 to 1
 */
export function backoffMs(crashes: number, random: number, options: BackoffOptions = {}): number {
  const { minMs = 100, maxMs = 10_000, factor = 2, jitter = 0.2 } = options;
  const pause = Math.min(maxMs, minMs * factor ** Math.min(crashes, 1_000)); // 2 ** 1,000 is still a number
  return pause * (1 + jitter * (2 * random - 1));
}
