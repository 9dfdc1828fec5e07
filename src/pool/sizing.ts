/** What the size of a pool depends on. */
export interface Staff {
  readonly max: number;
  /** Workers that are up, that are being started, and whose start is due after a pause. */
  readonly up: number;
  readonly starting: number;
  readonly pausing: number;
  /** Jobs that no worker can take now. */
  readonly waiting: number;
}

/** How many workers to start now: one for each job that waits, as far as there may be so many. */
export function missing({ max, up, starting, pausing, waiting }: Staff): number {
  return Math.max(0, Math.min(max - up - starting - pausing, waiting - starting - pausing));
}
