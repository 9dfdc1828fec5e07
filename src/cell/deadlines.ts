import type { Clock, Timer } from "../core/clock.ts";

/** Something that waits and has a limit. The three links are the bucket's own. */
export interface Deadlined {
  bucket: Bucket | undefined;
  earlier: Deadlined | undefined;
  later: Deadlined | undefined;
  expired(): void;
}

/** All that is due within one span of time, in a list that any of them can leave without a search. */
class Bucket {
  readonly opens: number;
  readonly closes: number;
  timer: Timer | undefined = undefined;
  last: Deadlined | undefined = undefined;

  constructor(opens: number, closes: number) {
    this.opens = opens;
    this.closes = closes;
  }
}

export type { Bucket };

/** A deadline may come late by this part of its span. */
const COARSENESS = 32;

/**
 * Deadlines in shared buckets: one platform timer serves all asks that are due at about the same time.
 *
 * A deadline is never early, and late by at most a thirty-second part of its span or 1 ms, whichever is more,
 * and a turn. An empty bucket is kept while it is the newest, so that one ask at a time does not set one timer each.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, Bucket>();
  #newest: Bucket | undefined = undefined;

  constructor(patientClock: Clock) {
    this.#clock = patientClock;
  }

  add(waiting: Deadlined, timeoutMs: number): void {
    if (timeoutMs === Infinity) return;
    const due = this.#clock.now() + timeoutMs;
    const newest = this.#newest;
    const bucket =
      newest !== undefined && due > newest.opens && due <= newest.closes ? newest : this.#bucketFor(due, timeoutMs);
    waiting.bucket = bucket;
    waiting.earlier = bucket.last;
    if (bucket.last !== undefined) bucket.last.later = waiting;
    bucket.last = waiting;
  }

  remove(waiting: Deadlined): void {
    const { bucket, earlier, later } = waiting;
    if (bucket === undefined) return;
    if (earlier !== undefined) earlier.later = later;
    if (later !== undefined) later.earlier = earlier;
    else bucket.last = earlier;
    waiting.bucket = waiting.earlier = waiting.later = undefined;
    if (bucket.last === undefined && bucket !== this.#newest) this.#drop(bucket);
  }

  /** Drops the bucket that is kept warm, so that no timer is left. */
  close(): void {
    this.#newest = undefined;
    for (const bucket of this.#buckets.values()) if (bucket.last === undefined) this.#drop(bucket);
  }

  #bucketFor(due: number, timeoutMs: number): Bucket {
    const width = Math.max(1, timeoutMs / COARSENESS);
    const closes = Math.ceil(due / width) * width;
    let bucket = this.#buckets.get(closes);
    if (bucket === undefined) {
      bucket = new Bucket(closes - width, closes);
      this.#buckets.set(closes, bucket);
      bucket.timer = this.#clock.setTimer(closes - this.#clock.now(), () => this.#expire(bucket as Bucket));
    }
    const former = this.#newest;
    this.#newest = bucket;
    if (former !== undefined && former !== bucket && former.last === undefined) this.#drop(former);
    return bucket;
  }

  #drop(bucket: Bucket): void {
    bucket.timer?.cancel();
    this.#buckets.delete(bucket.closes);
    if (this.#newest === bucket) this.#newest = undefined;
  }

  #expire(bucket: Bucket): void {
    this.#drop(bucket);
    while (bucket.last !== undefined) {
      const waiting: Deadlined = bucket.last;
      this.remove(waiting);
      waiting.expired();
    }
  }
}
