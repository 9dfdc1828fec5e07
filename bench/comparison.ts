/** A figure of Troupe's beside its floor: the least that the same work can cost on Node. */
export interface Comparison {
  readonly title: string;
  readonly unit: Unit;
  /** What the floor is, in a few words. */
  readonly floor?: string;
  readonly goal?: Goal;
  /** Each is called once in a process of its own. */
  readonly measure: () => Promise<number>;
  readonly measureFloor?: () => Promise<number>;
}

/** "times" is for one figure of Troupe's beside another. */
export type Unit = "per second" | "ms" | "µs" | "ns" | "bytes" | "times";

/** `figure` and `atMost` are for a machine where the figures of the design's FACTS hold, the two others for any. */
export type Goal =
  | { readonly figure: number }
  | { readonly atMost: number }
  | { readonly timesFloor: number }
  | { readonly atMostTimesFloor: number };
