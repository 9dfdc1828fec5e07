import type { PoolStats } from "../core/pool.ts";
import type { BatchReply } from "../cell/batch.ts";
import { Histogram } from "./histogram.ts";
import type { Ticket } from "./ticket.ts";

/** What a pool counts. */
export class Tally {
  done = 0;
  failed = 0;
  cancelled = 0;
  /** Of messages that stand for several jobs and wait: those beyond the first. */
  queuedBeyond = 0;
  readonly wait: Histogram = new Histogram();
  readonly run: Histogram = new Histogram();

  /** How many jobs have ended, whichever way. */
  get ended(): number {
    return this.done + this.failed + this.cancelled;
  }

  /** A job that is settled, once; of a batch that was sent in vain, what is sent in its place. */
  count({ status, items, value, meta, isToBeSplit }: Ticket): void {
    if (status === "cancelled") this.cancelled += items;
    else if (status === "failed") this.failed += isToBeSplit ? 0 : items;
    else if (meta?.isBatch === true) this.#countBatch(value as BatchReply);
    else this.done += 1;
  }

  shown(): Pick<PoolStats, "done" | "failed" | "cancelled" | "waitMs" | "runMs"> {
    const { done, failed, cancelled } = this;
    return { done, failed, cancelled, waitMs: this.wait.percentiles, runMs: this.run.percentiles };
  }

  #countBatch({ values, failures = [] }: BatchReply): void {
    this.failed += failures.length;
    this.done += values.length - failures.length;
  }
}
