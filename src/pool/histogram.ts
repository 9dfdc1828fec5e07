import type { Percentiles } from "../core/pool.ts";

/** Buckets for each doubling: what is read is off by at most a sixteenth. */
const PER_OCTAVE = 8;
/** From 1 µs up to 2 ** 32 µs, more than an hour; what is longer falls into the last. */
const OCTAVES = 32;

/** How long many things took, in a fixed amount of memory: counts in buckets each of which is an eighth of its octave. */
export class Histogram {
  readonly #counts = new Float64Array(OCTAVES * PER_OCTAVE);
  #count = 0;
  #max = 0;

  /** So many of them took so long each. */
  add(ms: number, times: number = 1): void {
    if (ms > this.#max) this.#max = ms;
    this.#count += times;
    const at = bucketOf(ms);
    this.#counts[at] = (this.#counts[at] as number) + times;
  }

  get percentiles(): Percentiles {
    return { p50: this.#at(0.5), p90: this.#at(0.9), p99: this.#at(0.99), max: this.#max };
  }

  #at(part: number): number {
    const wanted = this.#count * part;
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (count > 0 && seen >= wanted) return Math.min(middleOf(bucket), this.#max);
    }
    return 0;
  }
}

function bucketOf(ms: number): number {
  const us = ms * 1_000;
  if (us < 1) return 0;
  const octave = Math.min(OCTAVES - 1, us < 2 ** 31 ? 31 - Math.clz32(us) : Math.floor(Math.log2(us)));
  const within = Math.min(PER_OCTAVE - 1, Math.floor((us / 2 ** octave - 1) * PER_OCTAVE));
  return octave * PER_OCTAVE + within;
}

/** In ms. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const octave = Math.floor(bucket / PER_OCTAVE);
  return (2 ** octave * (1 + ((bucket % PER_OCTAVE) + 0.5) / PER_OCTAVE)) / 1_000;
}
