import type { ActorDefinition } from "./definition.ts";
import type { MailboxSpec } from "./mailbox-options.ts";
import type { Payload, Reply } from "./protocol.ts";
import type { ActorRef } from "./ref.ts";
import type { CommonSpawnOptions, OptionsParameter, StartOptions } from "./spawn.ts";

/**
 * Which worker a job goes to.
 *
 * `"least-busy"`: the one that has least in hand, as far as is known; very small jobs go together where the last one went.
 * `"round-robin"`: each in turn, of those that can take one more. `"by-key"`: always the same one for the same key, and in order.
 * `"broadcast"`: every worker gets each message, so only `tell` and `send`.
 */
export type Routing = "least-busy" | "round-robin" | "by-key" | "broadcast";

/** A pool that grows while jobs wait, and shrinks when workers have had nothing to do for a while. */
export interface PoolSize {
  /** From 0. Default: 0. */
  readonly min?: number;
  /** From 1. */
  readonly max: number;
  /** How long a worker may have nothing to do before it is stopped, in ms. Default: 10,000. */
  readonly idleMs?: number;
}

/** What tells the keys of messages apart, for the routing `"by-key"`. */
export type Key<Type extends string = string> = (type: Type, payload: any) => string | number | undefined;

/** Settings of a pool that do not depend on the definition's `args`. */
export interface CommonPoolOptions<Type extends string = string> extends Omit<
  CommonSpawnOptions,
  "restart" | "mailbox"
> {
  /** How many workers, or from how many to how many. Default: one for each core, inline one. */
  readonly size?: number | PoolSize;
  /** Default: `"least-busy"`. */
  readonly routing?: Routing;
  /**
   * For the routing `"by-key"`: the key of a message, unless its `submit` gives one. Without either, any worker may get it. If it
   * throws, or answers something else than a text, a number or undefined (NaN is no key), that message has no place: its job rejects
   * with `ORDER_FAILED`.
   */
  readonly key?: Key<Type>;
  /**
   * How often a job whose worker died under it is run again; what a handler throws is never tried again. Inline it has no effect:
   * those workers die only with the pool itself. Default: 0.
   */
  readonly retries?: number;
  /** After so many jobs a worker is replaced by a fresh one. Items of a `map` count one by one. Default: `Infinity`. */
  readonly maxJobsPerWorker?: number;
  /**
   * A worker whose host uses more memory than this after a job (its heap and what that holds outside) is replaced by a fresh one. Every
   * worker has a thread (or process) of its own then; inline there is none that could be freed. Default: `Infinity`.
   */
  readonly maxMemoryBytes?: number;
  /** How jobs wait, where that is to differ from what the definition says of its mailbox; its own `priority` counts here too. */
  readonly mailbox?: MailboxSpec<Type>;
}

/** All options of a pool of one definition. */
export type PoolOptions<
  Args = any,
  Module extends string | undefined = string,
  Type extends string = string,
> = CommonPoolOptions<Type> & StartOptions<Args, Module>;

/** Settings of one job. */
export interface JobOptions {
  /**
   * Aborting it rejects the job with `ABORTED`. A job that waits is never run then; of a running one it aborts `ctx.signal`, and if
   * the handler has not returned `stopTimeoutMs` later, its worker is killed and replaced (inline it is waited for).
   */
  readonly signal?: AbortSignal;
  /** From the submit on, in ms; then it rejects with `JOB_TIMEOUT`, and the same happens as if `signal` were aborted. Default: no limit. */
  readonly timeoutMs?: number;
  /** Default: that of the pool. */
  readonly retries?: number;
  /** For the routing `"by-key"` alone. Default: what the pool's `key` says. */
  readonly key?: string | number;
}

/** Settings of {@link Pool.map}. */
export interface MapOptions {
  /** How many items at most are taken from the source ahead of whoever takes the results. Default: 1,024. */
  readonly buffer?: number;
  /** Whether results come in the order of the items; else each comes as soon as it is there. Default: true. */
  readonly ordered?: boolean;
  /** From the call to the last result, in ms; then the loop rejects with `JOB_TIMEOUT`. Default: no limit. */
  readonly timeoutMs?: number;
  /** Aborting it ends the loop with `ABORTED`, and what runs is told by its `ctx.signal`. */
  readonly signal?: AbortSignal;
}

/** How to close a pool. */
export interface ClosePoolOptions {
  /** Cancel what has not started. Default: false, it is done first. */
  readonly now?: boolean;
}

/**
 * What has become of a job. One that is on its way to a worker, and perhaps waits there behind others of about 1 ms in all, is
 * `running`.
 */
export type JobStatus = "queued" | "running" | "done" | "failed" | "cancelled";

/**
 * A job of a pool: a promise of the handler's reply.
 *
 * It rejects with what the handler threw or refused with. A failed job is never an unhandled rejection; one that nobody has looked at
 * by the time its pool ends is a `fault` event, if it was running or could never run.
 *
 * @example
 * const job = pool.submit("resize", image);
 * job.status; // => "queued"
 * await job; // => the reply, and its type is that of the handler
 */
export interface Job<Reply> extends Promise<Reply> {
  readonly status: JobStatus;
  /**
   * Cancels the job if it has not started: then it never runs, and rejects with `CANCELLED`.
   *
   * @returns whether it has been cancelled
   */
  cancel(): boolean;
}

/** How long something took for most, in ms: half of all were no slower than `p50`. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** One worker in {@link PoolStats}. */
export interface WorkerStats {
  readonly name: string;
  /** Where it lives: "main", "thread 2". */
  readonly host: string;
  /** Jobs that it has in hand or on the way to it. */
  readonly running: number;
  readonly done: number;
  /** For which part of its life it had something in hand, from 0 to 1. */
  readonly utilisation: number;
}

/** A pool at one moment. Each item of `map` is a job; so are messages that were told or asked. */
export interface PoolStats {
  readonly queued: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** How long jobs waited until they were handed to a worker. */
  readonly waitMs: Percentiles;
  /** How long workers took for them; each item of `map` counts with the mean of those it was sent with. */
  readonly runMs: Percentiles;
  /** Those that are up, and those that are being replaced and still have something in hand. */
  readonly workers: readonly WorkerStats[];
}

/** The payload and the options of a submit. */
export type SubmitParameters<Message> =
  Payload<Message> extends []
    ? [payload?: undefined, options?: JobOptions]
    : undefined extends Payload<Message>[0]
      ? [payload?: Payload<Message>[0], options?: JobOptions]
      : [payload: Payload<Message>[0], options?: JobOptions];

/**
 * Workers of one definition behind one mailbox. It is a ref: what is told, sent or asked goes to a free worker, and it can be passed to
 * other actors, also on other threads.
 *
 * A handler that throws fails its job alone, and the worker goes on. A worker that dies fails only what was running on it.
 */
export interface Pool<Protocol> extends ActorRef<Protocol>, AsyncDisposable {
  /**
   * Runs a message on a worker.
   *
   * The job rejects with the very error of the handler; every other failure is an `ActorError`: `CANCELLED`, `ABORTED`, `JOB_TIMEOUT`;
   * `HOST_LOST` if the worker died under it; `MAILBOX_FULL`, `DROPPED`, `ORDER_FAILED` of the mailbox; `NOT_SENDABLE`; `POOL_CLOSED`,
   * `POOL_BROKEN`, `STOPPED`, `KILLED` when the pool ended first; `BROADCAST` if it routes that way; `BAD_OPTION`.
   *
   * @example
   * const job = pool.submit("resize", image, { timeoutMs: 10_000 });
   * const small = await job;
   */
  submit<Type extends keyof Protocol & string>(
    type: Type,
    ...given: SubmitParameters<Protocol[Type]>
  ): Job<Reply<Protocol[Type]>>;
  /**
   * Runs a message for each item of a source, lazily, and yields the replies. An item that fails throws at its place.
   *
   * Leaving the loop cancels what has not started and calls the source's `return`. Small items travel in batches.
   *
   * @throws {ActorError} `BAD_OPTION`; the loop throws what a job may reject with, or the source.
   *
   * @example
   * for await (const small of pool.map("resize", images)) await save(small);
   */
  map<Type extends keyof Protocol & string>(
    type: Type,
    items: Iterable<Payload<Protocol[Type]>[0]> | AsyncIterable<Payload<Protocol[Type]>[0]>,
    options?: MapOptions,
  ): AsyncIterableIterator<Reply<Protocol[Type]>>;
  /** How it is at this moment. */
  stats(): PoolStats;
  /**
   * Takes no more jobs, finishes those it has, and ends; with `now`, those that have not started are cancelled. Resolves when it has
   * ended; calling it again waits for the same end.
   *
   * @throws {ActorError} `POOL_BROKEN` if its workers could not be started.
   */
  close(options?: ClosePoolOptions): Promise<void>;
  /** Ends it and its workers now: jobs reject with `KILLED`. */
  kill(): Promise<void>;
  /**
   * Resolves when it has ended, whichever way.
   *
   * @throws {ActorError} `POOL_BROKEN`; `cause` is why none of its workers could be started.
   */
  readonly closed: Promise<void>;
}

/**
 * Makes a pool of workers of one definition, and resolves with it at once: they start meanwhile, and jobs wait for them.
 *
 * If none of them can be started, the pool is broken: its jobs reject with `POOL_BROKEN`, whose `cause` is what `init` threw.
 *
 * @throws {ActorError} `BAD_OPTION`, `NO_MODULE`, `NAME_TAKEN`, `STOPPED` if the parent is ending.
 *
 * @example
 * await using pool = await system.pool(resizer, { size: 4, on: "thread" });
 * await pool.submit("resize", image);
 */
export interface CreatePool {
  <Args, Protocol, Result, Module extends string | undefined>(
    definition: ActorDefinition<Args, Protocol, Result, Module>,
    ...options: OptionsParameter<PoolOptions<Args, Module, keyof Protocol & string>>
  ): Promise<Pool<Protocol>>;
}
