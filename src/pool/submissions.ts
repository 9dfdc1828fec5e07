import type { Env } from "../core/env.ts";
import type { Meta } from "../core/receipt.ts";
import type { Deadlines } from "../cell/deadlines.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { MapWaits } from "./map-waits.ts";
import type { Ticket } from "./ticket.ts";

/** What a `map` needs of its pool. */
export interface Submissions {
  readonly path: string;
  readonly env: Env;
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners;
  readonly waits: MapWaits;
  /** How many items can be handled at once, at the most. */
  readonly workers: number;
  /** How many parcels keep them busy. */
  readonly mostParcels: number;
  /** Whether several items may travel together: not if each has a place of its own in the order. */
  readonly isBatched: boolean;
  /** How long an item takes, in ms; `Infinity` while it is not known. */
  paceOf(type: string): number;
  /** Why it takes nothing more of that type; undefined if it does. */
  refusalOf(type: string): Error | undefined;
  /** Of a map that was not refused when it took that from its source: the pool has perhaps been closed since. */
  carryOn(type: string, payload: unknown, items: number, meta: Meta | undefined): Ticket;
}
