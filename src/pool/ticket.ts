import type { Clock } from "../core/clock.ts";
import { ActorError, codeOf, type ActorErrorCode } from "../core/errors.ts";
import { markRefused } from "../core/outcome.ts";
import type { JobOptions, JobStatus } from "../core/pool.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { Bucket, Deadlined, Deadlines } from "../cell/deadlines.ts";
import type { Sender } from "../cell/sender.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";

/** What the tickets of a pool need of it. */
export interface TicketScope {
  readonly path: string;
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners;
  /** Whether what has not started is being cancelled. */
  readonly isCancelling: boolean;
  readonly clock: Clock;
  /** Whether nothing more is run. */
  readonly isMailboxClosed: boolean;
  /** One is let in, from a host's own code. */
  accepted(): void;
  /** One waits no longer, after so many ms; or is put back among those that wait. */
  started(ticket: Ticket, waitedMs: number): void;
  putBack(ticket: Ticket): void;
  /** One that waits in the mailbox is not wanted any more. */
  withdrawn(): void;
  /** It waits no longer, and was not started. */
  leftQueue(ticket: Ticket): void;
  /** It is settled: its status and what came of it are known. */
  settled(ticket: Ticket): void;
  /** What to say of one that the pool did not run, for that reason. */
  explain(type: string, why: Error): Error;
  /** One has failed, and nobody has looked at it yet; or somebody does now. */
  unseen(ticket: Ticket): void;
  seen(ticket: Ticket): void;
}

type Listener = () => void;

/**
 * A job as its pool sees it, from the submit until it is settled: the receipt of its own message, and a sender while that waits for room.
 * What came of it can be asked for at any time; a promise is made only for who wants one.
 */
export class Ticket implements Receipt, Sender, Deadlined {
  bucket: Bucket | undefined = undefined;
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  status: JobStatus = "queued";
  isWaiting = false;
  isReserved = false;
  isGivenUp = false;
  /** It has failed before anything of it was started, since it cannot cross. */
  isUnsent = false;
  readonly wantsReply = true;
  readonly isAccepted = false;
  readonly type: string;
  readonly payload: unknown;
  readonly meta: Meta | undefined;
  /** How many jobs it stands for: those of a batch. */
  readonly items: number;
  readonly key: string | number | undefined;
  readonly retries: number | undefined;
  value: unknown = undefined;
  error: Error | undefined = undefined;

  readonly #scope: TicketScope;
  readonly #timeoutMs: number;
  #signal: AbortSignal | undefined = undefined;
  #queuedAt: number;
  #isInMailbox = false;
  #isSeen = false;
  #promise: Promise<unknown> | undefined = undefined;
  #resolve: ((value: unknown) => void) | undefined = undefined;
  #reject: ((error: Error) => void) | undefined = undefined;
  #whenGivenUp: Listener | undefined = undefined;
  /** Nearly always one or none, which needs no set. */
  #whenSettled: Listener | Set<Listener> | undefined = undefined;

  constructor(
    scope: TicketScope,
    type: string,
    payload: unknown,
    { signal, timeoutMs = Infinity, retries, key }: JobOptions,
    items: number = 1,
    meta?: Meta,
  ) {
    this.#scope = scope;
    this.type = type;
    this.payload = payload;
    this.items = items;
    this.meta = meta;
    this.key = key;
    this.retries = retries;
    this.#timeoutMs = timeoutMs;
    this.#queuedAt = scope.clock.now();
    if (timeoutMs !== Infinity) scope.deadlines.add(this, timeoutMs);
    if (signal === undefined) return;
    this.#signal = signal;
    if (signal.aborted) this.aborted();
    else scope.aborts.add(signal, this);
  }

  get receipt(): this {
    return this;
  }

  get clock(): Clock {
    return this.#scope.clock;
  }

  /** Parts of it may cross, and are submitted instead. */
  get isToBeSplit(): boolean {
    return this.isUnsent && this.items > 1;
  }

  get isSettled(): boolean {
    return this.status !== "queued" && this.status !== "running";
  }

  /** For whoever wants to know what came of it: its failure, if it is one, is no longer unseen. */
  get promise(): Promise<unknown> {
    this.see();
    this.#promise ??= new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.isSettled) this.#settlePromise();
    });
    return this.#promise;
  }

  /** Somebody will look at what came of it. */
  see(): void {
    if (this.#isSeen) return;
    this.#isSeen = true;
    if (this.isSettled) this.#scope.seen(this);
  }

  /** Calls `listener` once it is settled, at once if it is. */
  onSettled(listener: Listener): void {
    if (this.isSettled) return listener();
    const known = this.#whenSettled;
    if (known === undefined) this.#whenSettled = listener;
    else if (typeof known === "function") this.#whenSettled = new Set([known, listener]);
    else known.add(listener);
  }

  /** A job may outlive by far those who wait for it, one after the other. */
  offSettled(listener: Listener): void {
    if (this.#whenSettled === listener) this.#whenSettled = undefined;
    else if (typeof this.#whenSettled === "object") this.#whenSettled.delete(listener);
  }

  /** Whether it never runs. */
  cancel(): boolean {
    if (this.status === "queued") this.giveUp("CANCELLED", "it was cancelled before it had started");
    return this.status === "cancelled";
  }

  expired(): void {
    this.giveUp("JOB_TIMEOUT", `${this.#timeoutMs} ms have passed`);
  }

  /** Its signal was aborted. */
  aborted(): void {
    this.giveUp("ABORTED", "its signal was aborted", this.#signal?.reason);
  }

  giveUp(code: ActorErrorCode, why: string, cause?: unknown): void {
    if (this.isSettled) return;
    const isRunning = this.status === "running";
    const message = `Cannot finish job "${this.type}" of pool "${this.#scope.path}": ${why}`;
    this.isGivenUp = true;
    const listener = this.#whenGivenUp;
    this.#settle(
      isRunning ? "failed" : "cancelled",
      new ActorError(code, message, cause === undefined ? {} : { cause }),
    );
    listener?.();
    if (!this.#isInMailbox) return;
    this.isReserved = true;
    this.#scope.withdrawn();
  }

  // As the receipt of its message.

  start(): boolean {
    this.#isInMailbox = false;
    return this.startAgain();
  }

  startAgain(): boolean {
    if (!this.isSettled && this.#scope.isCancelling) this.cancel();
    if (this.isSettled) return false;
    if (this.#scope.isMailboxClosed) return true; // it is taken out to be told that it will not be run
    this.status = "running";
    this.#scope.started(this, this.#scope.clock.now() - this.#queuedAt);
    return true;
  }

  stash(): void {
    if (this.isSettled) return;
    this.status = "queued";
    this.#queuedAt = this.#scope.clock.now();
    this.#scope.putBack(this);
  }

  resolve(value: unknown): void {
    if (this.isSettled) return;
    this.value = value;
    this.#settle("done");
  }

  reject(error: Error): void {
    if (this.isSettled) return;
    this.#settle("failed", this.#scope.explain(this.type, error));
  }

  refuse(error: Error): void {
    markRefused(error);
    this.reject(error);
  }

  onGivenUp(listener: Listener): void {
    if (this.isGivenUp) return listener();
    this.#whenGivenUp = listener;
  }

  // As a sender.

  admitted(): void {
    this.#isInMailbox = true;
    this.#scope.accepted();
  }

  refused(error: Error): void {
    if (this.#scope.isCancelling) this.cancel();
    else this.reject(error);
  }

  #settle(status: JobStatus, error?: Error): void {
    const hasRun = this.status === "running";
    if (!hasRun) this.#scope.leftQueue(this);
    this.status = status;
    this.error = error;
    this.#whenGivenUp = undefined;
    if (this.bucket !== undefined) this.#scope.deadlines.remove(this);
    if (this.#signal !== undefined) this.#scope.aborts.remove(this.#signal, this);
    if (status === "failed" && !this.#isSeen && (hasRun || isMistake(error))) this.#scope.unseen(this);
    this.#scope.settled(this);
    const told = this.#whenSettled;
    this.#whenSettled = undefined;
    this.#settlePromise();
    if (typeof told === "function") told();
    else if (told !== undefined) for (const listener of told) listener();
  }

  #settlePromise(): void {
    if (this.error === undefined) this.#resolve?.(this.value);
    else this.#reject?.(this.error);
  }
}

/** What failed before it was started is no news where its pool has ended or is full; but the program is wrong with these. */
const MISTAKES = new Set<unknown>(["BAD_OPTION", "UNKNOWN_MESSAGE", "BROADCAST", "ORDER_FAILED"]);

function isMistake(error: Error | undefined): boolean {
  return error !== undefined && MISTAKES.has(codeOf(error));
}
