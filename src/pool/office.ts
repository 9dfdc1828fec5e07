import type { Clock } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError, codeOf } from "../core/errors.ts";
import type { Env } from "../core/env.ts";
import type { JobOptions, PoolStats, Routing } from "../core/pool.ts";
import type { Meta } from "../core/receipt.ts";
import { show } from "../core/show.ts";
import type { Deadlines } from "../cell/deadlines.ts";
import type { Locale } from "../cell/locale.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { Hold } from "./busy-hold.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { MapWaits } from "./map-waits.ts";
import { broadcastError, brokenError } from "./pool-errors.ts";
import type { PoolPlan } from "./pool-options.ts";
import { SlowClose } from "./slow-close.ts";
import type { Submissions } from "./submissions.ts";
import { Ticket, type TicketScope } from "./ticket.ts";

/** Failed jobs that are kept for their pool's end, in case nobody looks at them; of more only the number is told. */
const MOST_UNSEEN = 1_000;

/** What an office needs of its host. */
export interface OfficeScope extends Pick<Locale, "deadlines" | "aborts" | "env" | "events" | "traffic"> {
  nameOfHost(host: number): string;
}

/** The side of a pool where jobs are handed in: makes their tickets, and keeps what is known of them. */
export class Office implements TicketScope, Submissions {
  readonly workers: number;
  readonly mostParcels: number;
  readonly isBatched: boolean;
  readonly clock: Clock;
  readonly waits: MapWaits;
  readonly #scope: OfficeScope;
  readonly #plan: PoolPlan;
  readonly #types: AnyDefinition["receive"];
  #dispatcher!: Dispatcher;
  #isClosed = false;
  /** It has ended for good. */
  #isOver = false;
  #slowClose!: SlowClose;
  readonly #unseen = new Set<Ticket>();
  #unseenBeyond = 0;

  constructor(plan: PoolPlan, definition: AnyDefinition, scope: OfficeScope, clock: Clock, hold: Hold) {
    const { concurrency, receive } = definition;
    this.#plan = plan;
    this.clock = clock;
    this.waits = new MapWaits(hold);
    this.#scope = scope;
    this.#types = receive;
    const { max } = plan.size;
    this.workers = max * Math.min(concurrency, 1_024);
    this.isBatched =
      plan.routing !== "by-key" &&
      plan.maxJobsPerWorker === Infinity &&
      (plan.mailbox.order ?? "fifo") !== "priority" &&
      plan.mailbox.priority === undefined;
    this.mostParcels = this.isBatched ? this.workers + max : Infinity;
  }

  get routing(): Routing {
    return this.#plan.routing;
  }

  get path(): string {
    return this.#dispatcher.path;
  }

  get env(): Env {
    return this.#scope.env;
  }

  get deadlines(): Deadlines {
    return this.#scope.deadlines;
  }

  get aborts(): AbortListeners {
    return this.#scope.aborts;
  }

  /** Why the pool is broken; undefined if it is not. */
  get brokenError(): ActorError | undefined {
    const { brokenBy } = this.#dispatcher;
    return brokenBy && brokenError(`Cannot go on with pool "${this.path}"`, brokenBy);
  }

  /** It has its other half. */
  open(dispatcher: Dispatcher): void {
    this.#dispatcher = dispatcher;
    this.#slowClose = new SlowClose(dispatcher, this.clock, this.#plan.graceMs);
  }

  paceOf(type: string): number {
    return this.#dispatcher.pace.of(type);
  }

  submit(type: string, payload: unknown, options: JobOptions): Ticket {
    const ticket = new Ticket(this, type, payload, options);
    return this.#handIn(ticket, this.refusalOf(type));
  }

  carryOn(type: string, payload: unknown, items: number, meta: Meta | undefined): Ticket {
    const { isCancelling, brokenBy, scope, tally } = this.#dispatcher;
    tally.queuedBeyond += items - 1; // until it is started or settled, be that at once
    const ticket = new Ticket(this, type, payload, {}, items, meta);
    if (isCancelling) ticket.cancel();
    return this.#handIn(ticket, brokenBy !== undefined || scope.isClosed ? this.refusalOf(type) : undefined);
  }

  /** Why it takes no such job; the words for it are made only if need be. */
  refusalOf(type: unknown): Error | undefined {
    const { brokenBy, scope } = this.#dispatcher;
    if (typeof type !== "string") {
      return new ActorError("BAD_OPTION", `${this.#cannot(type)}: its type must be a text`);
    }
    if (brokenBy !== undefined) return brokenError(this.#cannot(type), brokenBy);
    if (this.#isClosed || scope.isClosed) {
      return new ActorError("POOL_CLOSED", `${this.#cannot(type)}: it has been closed, and takes no more jobs`);
    }
    if (this.#plan.routing === "broadcast") return broadcastError("submit", type, this.path);
    if (this.#types.has(type)) return undefined;
    return new ActorError("UNKNOWN_MESSAGE", `${this.#cannot(type)}: its workers have no handler for it`);
  }

  /** A job that cannot be one. */
  reject(type: unknown, payload: unknown, error: Error): Ticket {
    const ticket = new Ticket(this, String(type), payload, {});
    ticket.reject(error);
    return ticket;
  }

  /** Takes no more jobs; with `now`, those that have not started are cancelled. */
  close(isNow: boolean): void {
    this.#isClosed = true;
    if (isNow && !this.#isOver) {
      this.#dispatcher.isCancelling = true;
      this.#dispatcher.scope.closeInbox();
      this.#dispatcher.changed();
    }
    this.waits.poolClosed();
    if (!this.#isOver) this.#slowClose.begin();
  }

  stats(): PoolStats {
    const { crew, tally, queued } = this.#dispatcher;
    const now = this.clock.now();
    const workers = crew.all.map((worker) => worker.stats(now, (host) => this.#scope.nameOfHost(host)));
    const running = workers.reduce((sum, worker) => sum + worker.running, 0);
    return { queued, running, ...tally.shown(), workers };
  }

  // What its tickets say.

  get isCancelling(): boolean {
    return this.#dispatcher.isCancelling;
  }

  get isMailboxClosed(): boolean {
    return this.#dispatcher.scope.isClosed;
  }

  accepted(): void {
    this.#scope.traffic.accepted += 1;
  }

  started({ items }: Ticket, waitedMs: number): void {
    const { tally } = this.#dispatcher;
    tally.queuedBeyond -= items - 1;
    tally.wait.add(waitedMs, items);
  }

  putBack({ items }: Ticket): void {
    this.#dispatcher.tally.queuedBeyond += items - 1;
  }

  withdrawn(): void {
    this.#dispatcher.scope.withdrawn();
  }

  leftQueue({ items }: Ticket): void {
    this.#dispatcher.tally.queuedBeyond -= items - 1;
  }

  settled(ticket: Ticket): void {
    this.#dispatcher.tally.count(ticket);
  }

  explain(type: string, why: Error): Error {
    const isOfPool = codeOf(why) === "CRASHED" || codeOf(why) === "POOL_BROKEN";
    const { brokenBy } = this.#dispatcher;
    if (brokenBy === undefined || !isOfPool) return why;
    return brokenError(`Cannot run job "${type}" of pool "${this.path}"`, brokenBy);
  }

  unseen(ticket: Ticket): void {
    if (this.#isOver) return;
    if (this.#unseen.size < MOST_UNSEEN) this.#unseen.add(ticket);
    else this.#unseenBeyond += 1;
  }

  seen(ticket: Ticket): void {
    this.#unseen.delete(ticket);
  }

  /** It has ended for good: failures that nobody has looked at are told now. */
  ended(): void {
    this.#isClosed = this.#isOver = true;
    this.waits.poolClosed();
    this.#slowClose.end();
    const { path } = this;
    for (const { error, type, payload } of this.#unseen) {
      if (error !== undefined) {
        this.#scope.events.emit("fault", { actor: path, error, message: { type, payload } });
      }
    }
    this.#unseen.clear();
    if (this.#unseenBeyond === 0) return;
    const message = `Cannot show ${this.#unseenBeyond} more failed jobs of pool "${path}" that nobody has looked at`;
    this.#scope.events.emit("fault", { actor: path, error: new ActorError("POOL_CLOSED", message) });
  }

  #handIn(ticket: Ticket, refusal: Error | undefined): Ticket {
    if (ticket.isSettled) return ticket; // its signal was aborted already, or it is cancelled with the others
    if (refusal === undefined) this.#dispatcher.scope.submit(ticket);
    else ticket.reject(refusal);
    return ticket;
  }

  #cannot(type: unknown): string {
    return `Cannot submit ${show(type)} to pool "${this.path}"`;
  }
}
