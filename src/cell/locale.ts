import type { Clock } from "../core/clock.ts";
import type { Env } from "../core/env.ts";
import type { EventSink } from "../core/events.ts";
import type { LogLevel } from "../core/log.ts";
import type { Children } from "../core/running.ts";
import type { Strays } from "../core/strays.ts";
import type { Cell } from "./cell.ts";
import type { Closure } from "./closure.ts";
import type { Inbox } from "./inbox.ts";
import type { PendingScope } from "./pending.ts";
import type { RunQueue } from "./run-queue.ts";
import type { Traffic } from "./traffic.ts";
import type { Watcher } from "./watches.ts";

/** What a cell needs of the host on which it runs. */
export interface Locale extends PendingScope {
  /** Number of the host within its system; 0 for the one that made the system. */
  readonly host: number;
  /** The same for people. */
  readonly hostName: string;
  /** Handlers that nobody waits for any more and that still run. */
  readonly strays: Strays;
  readonly watch: Watcher;
  readonly env: Env;
  /** For limits on what others are to do. */
  readonly patientClock: Clock;
  readonly runQueue: RunQueue;
  readonly traffic: Traffic;
  /** So many dead letters for actors of this host are about to be told of. */
  countBuried(count: number): void;
  readonly events: EventSink;
  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void;
  /** From now on the actor can be reached from other hosts. */
  settle(id: string, inbox: Inbox): void;
  /** Its inbox takes no more. */
  closeInbox(id: string, closure: Closure): void;
  /** It has ended. */
  leave(id: string): void;
  /** Makes what looks after a cell's children; called when it spawns its first. */
  supervise(cell: Cell): Children;
  /** Makes a pool among those children. */
  openPool(children: Children, definition: unknown, options: unknown): Promise<unknown>;
}
