import type { PoolStats } from "../core/pool.ts";
import { Histogram } from "./histogram.ts";

/** What a pool counts. */
export class Tally {
  done = 0;
  failed = 0;
  cancelled = 0;
  /** Of messages that stand for several jobs and wait: those beyond the first. */
  queuedBeyond = 0;
  readonly wait: Histogram = new Histogram();
  readonly run: Histogram = new Histogram();

  shown(): Pick<PoolStats, "done" | "failed" | "cancelled" | "waitMs" | "runMs"> {
    const { done, failed, cancelled } = this;
    return { done, failed, cancelled, waitMs: this.wait.percentiles, runMs: this.run.percentiles };
  }
}
