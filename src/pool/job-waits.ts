import type { Timer } from "../core/clock.ts";
import { badOption, checkOptions, isIterable, msFrom0, oneOf, type Rules } from "../core/check-options.ts";
import { ActorError } from "../core/errors.ts";
import type { Job } from "../core/pool.ts";
import { ticketOf } from "./job.ts";
import type { Ticket } from "./ticket.ts";

/** When {@link wait} is over: with the first job, with the first that fails, or with all of them. */
export type Until = "first-completed" | "first-error" | "all";

/** Settings of {@link wait}. */
export interface WaitForJobsOptions {
  /** Default: `"all"`. */
  readonly until?: Until;
  /** In ms; then it resolves with what is done by then. Default: no limit. */
  readonly timeoutMs?: number;
}

/** Settings of {@link asCompleted}. */
export interface AsCompletedOptions {
  /** From the call on, in ms; then the loop rejects with `JOB_TIMEOUT`. Default: no limit. */
  readonly timeoutMs?: number;
}

/**
 * A job that has ended, as {@link asCompleted} yields it: with what came of it beside it, and not the job itself, since the compiler
 * takes a promise that a loop yields for what it resolves with.
 */
export type Completed<Reply> =
  | { readonly job: Job<Reply>; readonly status: "done"; readonly value: Reply; readonly error?: undefined }
  | {
      readonly job: Job<Reply>;
      readonly status: "failed" | "cancelled";
      readonly error: Error;
      readonly value?: undefined;
    };

/** What {@link wait} resolves with. */
export interface JobsWaitedFor<Each> {
  /** Those that are done, failed or cancelled. */
  readonly done: ReadonlySet<Each>;
  readonly notDone: ReadonlySet<Each>;
}

const waitRules: Rules<WaitForJobsOptions> = {
  until: oneOf("first-completed", "first-error", "all"),
  timeoutMs: msFrom0,
};
const asCompletedRules: Rules<AsCompletedOptions> = { timeoutMs: msFrom0 };

/** Whether one that is settled is enough to end a wait. */
const isEnough: Readonly<Record<Until, (job: Ticket) => boolean>> = {
  "first-completed": () => true,
  "first-error": ({ status }) => status === "failed",
  all: () => false,
};

/**
 * Waits for jobs of any pools, as Python's `concurrent.futures.wait`: never rejects for what a job did, and not for a limit. Failures of
 * those that it says are done count as looked at.
 *
 * @throws {ActorError} `BAD_OPTION`
 *
 * @example
 * const { done, notDone } = await wait(jobs, { until: "first-error", timeoutMs: 1_000 });
 * for (const job of notDone) job.cancel();
 */
export async function wait<Each extends Job<unknown>>(
  jobs: Iterable<Each>,
  options: WaitForJobsOptions = {},
): Promise<JobsWaitedFor<Each>> {
  checkOptions("wait for jobs", options, waitRules);
  const { until = "all", timeoutMs } = options;
  const tickets = ticketsOf(jobs);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      watch.close();
      limit.cancel();
      seeSettled(tickets);
      resolve();
    };
    const watch = new Watch(tickets, (_job, ticket) => {
      if (watch.left === 0 || isEnough[until](ticket)) end();
    });
    const limit = createLimit(tickets, timeoutMs, end);
    if (watch.left === 0) end();
    else watch.open();
  });
  const [done, notDone] = [new Set<Each>(), new Set<Each>()];
  for (const [job, { isSettled }] of tickets) (isSettled ? done : notDone).add(job);
  seeSettled(tickets);
  return { done, notDone };
}

/** Whoever waits is told which they are, though perhaps not before their pool has ended. */
function seeSettled(tickets: ReadonlyMap<unknown, Ticket>): void {
  for (const ticket of tickets.values()) if (ticket.isSettled) ticket.see();
}

/**
 * Yields jobs of any pools as they are done, fail or are cancelled: first those that are already.
 *
 * @throws {ActorError} `BAD_OPTION`; the loop `JOB_TIMEOUT`, but nothing that a job rejects with.
 *
 * @example
 * for await (const { job, status, value, error } of asCompleted(jobs)) {
 *   console.log(names.get(job), status === "done" ? value : error.message);
 * }
 */
export function asCompleted<Reply>(
  jobs: Iterable<Job<Reply>>,
  options?: AsCompletedOptions,
): AsyncIterableIterator<Completed<Reply>>;
/** The same for jobs of different replies. */
export function asCompleted<Each extends Job<unknown>>(
  jobs: Iterable<Each>,
  options?: AsCompletedOptions,
): AsyncIterableIterator<Each extends Job<infer Reply> ? Completed<Reply> : never>;
export function asCompleted(
  jobs: Iterable<Job<unknown>>,
  options: AsCompletedOptions = {},
): AsyncIterableIterator<Completed<unknown>> {
  checkOptions("wait for jobs", options, asCompletedRules);
  return new Completions(ticketsOf(jobs), options.timeoutMs);
}

interface Taker<Reply> {
  resolve(result: IteratorResult<Completed<Reply>, undefined>): void;
  reject(error: Error): void;
}

class Completions<Reply> implements AsyncIterableIterator<Completed<Reply>> {
  readonly #timeoutMs: number | undefined;
  readonly #limit: Timer;
  readonly #watch: Watch<Job<Reply>>;
  readonly #ready: Completed<Reply>[] = [];
  #next = 0;
  #isLate = false;
  #isOver = false;
  #takers: Taker<Reply>[] = [];

  constructor(tickets: ReadonlyMap<Job<Reply>, Ticket>, timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#limit = createLimit(tickets, timeoutMs, () => {
      this.#isLate = true;
      this.#move();
    });
    this.#watch = new Watch(tickets, (job, ticket) => {
      this.#ready.push(completed(job, ticket));
      this.#move();
    });
    this.#watch.open();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Completed<Reply>, undefined>> {
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject });
      this.#move();
    });
  }

  async return(): Promise<IteratorResult<Completed<Reply>, undefined>> {
    this.#end();
    this.#move();
    return { done: true, value: undefined };
  }

  #move(): void {
    for (let taker = this.#takers[0]; taker !== undefined; taker = this.#takers[0]) {
      const value = this.#isOver ? undefined : this.#ready[this.#next];
      if (value !== undefined) {
        this.#next += 1;
        taker.resolve({ done: false, value });
      } else if (this.#isOver || this.#watch.left === 0) {
        this.#end();
        taker.resolve({ done: true, value: undefined });
      } else if (this.#isLate) {
        this.#end();
        taker.reject(late(this.#timeoutMs, this.#watch.left));
      } else return;
      this.#takers.shift();
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#limit.cancel();
    this.#watch.close();
  }
}

/** Hears of each of several jobs as it ends, and leaves nothing behind at those that go on. */
class Watch<Each> {
  readonly #tickets: ReadonlyMap<Each, Ticket>;
  readonly #heard: (job: Each, ticket: Ticket) => void;
  readonly #listeners = new Map<Ticket, () => void>();
  /** How many have not ended. */
  left: number;
  #isClosed = false;

  constructor(tickets: ReadonlyMap<Each, Ticket>, heard: (job: Each, ticket: Ticket) => void) {
    this.#tickets = tickets;
    this.#heard = heard;
    this.left = tickets.size;
  }

  /** Hears at once of those that have ended. */
  open(): void {
    for (const [job, ticket] of this.#tickets) {
      if (this.#isClosed) return;
      const listener = (): void => {
        this.#listeners.delete(ticket);
        this.left -= 1;
        this.#heard(job, ticket);
      };
      if (!ticket.isSettled) this.#listeners.set(ticket, listener);
      ticket.onSettled(listener);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const [ticket, listener] of this.#listeners) ticket.offSettled(listener);
    this.#listeners.clear();
  }
}

function completed<Reply>(job: Job<Reply>, ticket: Ticket): Completed<Reply> {
  const { error, value, status } = ticket;
  if (error === undefined) return { job, status: "done", value: value as Reply };
  ticket.see(); // whoever takes it has the error in hand
  return { job, status: status as "failed" | "cancelled", error };
}

function ticketsOf<Each>(jobs: Iterable<Each>): Map<Each, Ticket> {
  if (!isIterable(jobs)) throw badOption("wait for jobs", "jobs", "something that can be iterated", jobs);
  const tickets = new Map<Each, Ticket>();
  for (const job of jobs) {
    const ticket = ticketOf(job);
    if (ticket === undefined) throw badOption("wait for jobs", "each of them", "a job of a pool", job);
    tickets.set(job, ticket);
  }
  return tickets;
}

/** By the clock of their system: all are of one process, so which one matters only to tests. */
function createLimit(tickets: ReadonlyMap<unknown, Ticket>, ms: number = Infinity, run: () => void): Timer {
  const [first] = tickets.values();
  return first === undefined ? { cancel() {} } : first.clock.setTimer(ms, run);
}

function late(timeoutMs: number | undefined, left: number): ActorError {
  return new ActorError("JOB_TIMEOUT", `Cannot wait for ${left} more jobs: ${timeoutMs} ms have passed`);
}
