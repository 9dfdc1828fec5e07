/** A figure of Troupe's beside its floor, the least that the same work can cost on Node, and beside what others make of it. */
export interface Comparison {
  readonly title: string;
  readonly unit: Unit;
  /** What the floor is, in a few words. */
  readonly floor?: string;
  readonly goal?: Goal | readonly Goal[];
  /** Each is called once in a process of its own. */
  readonly measure: Measure;
  readonly measureFloor?: Measure;
  /** By the names of those others. */
  readonly peers?: Readonly<Record<string, Measure>>;
}

export type Measure = () => Promise<Measured>;

/** `with` says what it was best measured with, where that was tried out. */
export type Measured = number | { readonly figure: number; readonly with: string } | { readonly missing: string };

/** "times" is for one figure of Troupe's beside another. */
export type Unit = "per second" | "ms" | "µs" | "ns" | "bytes" | "times";

/**
 * `figure` and `atMost` are for a machine where the figures of the design's FACTS hold, the others for any. `timesPeer`, of what is counted
 * per second, means the best of those `peers`, or of all.
 */
export type Goal =
  | { readonly figure: number }
  | { readonly atMost: number }
  | { readonly timesFloor: number }
  | { readonly atMostTimesFloor: number }
  | { readonly timesPeer: number; readonly peers?: readonly string[] };
