/** So much work may lie ready at a worker, in ms: enough to hide the way to it, and little to be stuck behind. */
export const AHEAD_MS = 1;
/** More than this is never handed to one worker ahead, however fast it is. */
const MOST_AHEAD = 256;
/** More items than this never travel together. */
const LARGEST_BATCH = 1_024;
/** How much a new measurement counts. */
const WEIGHT = 1 / 8;

/** How long messages of each type take their handlers: the mean of the last ones, which recent ones weigh on most. */
export class Pace {
  readonly #means = new Map<string, number>();

  /** In ms; `Infinity` while it is not known. */
  of(type: string): number {
    return this.#means.get(type) ?? Infinity;
  }

  /** Such a message took so long; or so many together. */
  note(type: string, ms: number, items: number): void {
    const each = Math.max(ms / items, 0);
    const mean = this.#means.get(type);
    // A batch says at once what so many single messages would.
    const weight = items === 1 ? WEIGHT : 1 - (1 - WEIGHT) ** items;
    this.#means.set(type, mean === undefined ? each : mean + (each - mean) * weight);
  }
}

/** How much work a message is to count as. */
export function loadOf(paceMs: number, items: number): number {
  return Math.max(paceMs, AHEAD_MS / MOST_AHEAD) * items;
}

/** What the size of a batch depends on. */
export interface BatchNeeds {
  readonly paceMs: number;
  /** Of the last one; 0 if this is the first. */
  readonly last: number;
  readonly buffer: number;
  readonly workers: number;
  /** How many items are left, if that is known. */
  readonly left: number;
}

/**
 * How many items of a `map` are to travel together: about a millisecond of work, no more than lets each worker have two, and not
 * many more than the time before, since what was measured then may have been luck.
 */
export function batchSize({ paceMs, last, buffer, workers, left }: BatchNeeds): number {
  const inTime = paceMs === Infinity ? 1 : Math.floor(AHEAD_MS / Math.max(paceMs, AHEAD_MS / LARGEST_BATCH));
  const fair = Math.ceil(Math.min(buffer, left) / (workers * 2));
  return Math.max(1, Math.min(inTime, fair, Math.max(1, last * 4), LARGEST_BATCH));
}
