import type { Env } from "../core/env.ts";
import type { JobOptions } from "../core/pool.ts";
import type { Meta } from "../core/receipt.ts";
import type { Deadlines } from "../cell/deadlines.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { Ticket } from "./ticket.ts";

/** What a `map` needs of its pool. */
export interface Submissions {
  readonly path: string;
  readonly env: Env;
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners;
  /** How many items can be handled at once, at the most. */
  readonly workers: number;
  /** How many parcels keep them busy. */
  readonly mostParcels: number;
  /** Whether several items may travel together: not if each has a place of its own in the order. */
  readonly isBatched: boolean;
  /** How long an item takes, in ms; `Infinity` while it is not known. */
  paceOf(type: string): number;
  submit(type: string, payload: unknown, options: JobOptions, items?: number, meta?: Meta): Ticket;
}
