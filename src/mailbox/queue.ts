import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import { platformClock } from "../core/platform-clock.ts";
import { checkWait, type WaitOptions } from "../core/wait-options.ts";
import { AbortListeners } from "./abort-listeners.ts";
import { createItems, type Items } from "./items.ts";
import { QueueLoop } from "./queue-loop.ts";
import { checkCloseOptions, checkQueueOptions, type CloseQueueOptions, type QueueOptions } from "./queue-options.ts";
import { abortedError, actAtQueue, closedError, type QueueAct, QueueWait, type WaitScope } from "./queue-wait.ts";
import { WaitingSenders } from "./senders.ts";
import { TurnBudget } from "./turn-budget.ts";

/** What a queue needs of its platform. It belongs to no system, so nobody hands it one. */
export type QueueEnv = Pick<Env, "clock" | "nextTurn">;

const platform: QueueEnv = { clock: platformClock, nextTurn: (run) => void setImmediate(run) };
const done = Promise.resolve();

/** Set by the class, so that its public constructor takes nothing that is meant for tests. */
let moveTo: <T>(queue: Queue<T>, env: QueueEnv) => void;

/** A queue with another clock, for tests. */
export function createQueueOn<T>(env: QueueEnv, options?: QueueOptions<T>): Queue<T> {
  const queue = new Queue(options);
  moveTo(queue, env);
  return queue;
}

/**
 * Items that wait to be taken, in the memory of one thread: Python's `queue.Queue`, `LifoQueue` and `PriorityQueue`.
 *
 * Whoever waits to put or to take is served first come, first served. A wait that times out or is aborted has changed
 * nothing: no item is lost or doubled by it. A queue keeps no process alive, whoever waits.
 *
 * @example
 * const queue = new Queue<number>({ capacity: 2 });
 * await queue.put(1);
 * await queue.take(); // => 1
 */
export class Queue<T> implements AsyncIterable<T, undefined> {
  static {
    moveTo = (queue, env) => {
      queue.#scope = createScope(env);
    };
  }

  readonly #items: Items<T>;
  readonly #capacity: number;
  // Nobody waits to take while there are items, and nobody to put while there is room.
  readonly #putters = new WaitingSenders<QueueWait<void, T>>();
  readonly #takers = new WaitingSenders<QueueWait<T>>();
  readonly #joiners = new WaitingSenders<QueueWait<void>>();
  #scope: WaitScope = createScope(platform);
  /** How many were taken and are not done. */
  #inHand = 0;
  #isClosed = false;

  /** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
  constructor(options: QueueOptions<T> = {}) {
    checkQueueOptions(options);
    this.#items = createItems(options.order ?? "fifo", options.compare);
    this.#capacity = options.capacity ?? Infinity;
  }

  /** How many items wait to be taken. */
  get size(): number {
    return this.#items.length;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  get isFull(): boolean {
    return this.#items.length >= this.#capacity;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Puts an item in, as soon as there is room. If it rejects, the item is not in the queue.
   *
   * @throws {ActorError} rejects with `QUEUE_CLOSED`, `QUEUE_TIMEOUT`, `ABORTED`, `ORDER_FAILED` or `BAD_OPTION`.
   */
  put(item: T, options?: WaitOptions): Promise<void> {
    try {
      if (options !== undefined) checkStart("put", options);
      if (this.tryPut(item)) return this.#soon();
    } catch (error) {
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      new QueueWait<void, T>("put", this.#scope, resolve, reject, item).enter(this.#putters, options ?? {});
    });
  }

  /**
   * Puts an item in if there is room now; returns whether it did.
   *
   * @throws {ActorError} `QUEUE_CLOSED`, since there will never be room again, or `ORDER_FAILED`.
   */
  tryPut(item: T): boolean {
    if (this.#isClosed) throw closedError("put");
    if (this.isFull) return false;
    this.#items.put(item);
    if (this.#takers.length > 0) this.#takers.next()?.serve(this.#takeNext());
    return true;
  }

  /**
   * Takes the next item, as soon as there is one. Call {@link Queue.taskDone} when the work on it is done, if anybody joins.
   *
   * An item that is a promise is awaited on its way; `tryTake` hands it over as it is.
   *
   * @throws {ActorError} rejects with `QUEUE_CLOSED` when the queue is closed and empty, `QUEUE_TIMEOUT`, `ABORTED` or
   * `BAD_OPTION`.
   */
  take(options?: WaitOptions): Promise<T> {
    try {
      if (options !== undefined) checkStart("take", options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#items.length > 0 && this.#scope.turns.spend()) return Promise.resolve(this.#takeNext());
    return new Promise((resolve, reject) => {
      this.#takeFor(new QueueWait<T>("take", this.#scope, resolve, reject), options);
    });
  }

  /** Takes the next item if there is one now; undefined if not, whether or not the queue is closed. */
  tryTake(): { value: T } | undefined {
    return this.#items.length === 0 ? undefined : { value: this.#takeNext() };
  }

  /**
   * Says that the work on an item that was taken is done.
   *
   * @throws {ActorError} `NOT_IN_HAND` if it was called for each item that was taken already.
   */
  taskDone(): void {
    if (this.#inHand === 0) {
      throw new ActorError("NOT_IN_HAND", "Cannot call an item of the queue done: every one that was taken is");
    }
    this.#inHand -= 1;
    this.#endJoins();
  }

  /**
   * Resolves as soon as every item that was put in has been taken and is done; at once if there is none.
   *
   * @throws {ActorError} rejects with `QUEUE_TIMEOUT`, `ABORTED` or `BAD_OPTION`.
   */
  join(options?: WaitOptions): Promise<void> {
    try {
      if (options !== undefined) checkStart("join", options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#isDone) return this.#soon();
    return new Promise((resolve, reject) => {
      new QueueWait<void>("join", this.#scope, resolve, reject).enter(this.#joiners, options ?? {});
    });
  }

  /**
   * Takes no more items: whoever waits to put is rejected with `QUEUE_CLOSED`. What is left can still be taken; after that
   * loops end and `take` is rejected. With `now`, what is left is returned, in its order, and counts as done, so that `join`
   * waits only for what was taken before.
   *
   * @throws {ActorError} `BAD_OPTION`
   */
  close(options: CloseQueueOptions = {}): T[] {
    checkCloseOptions(options);
    this.#isClosed = true;
    refuseAll(this.#putters, "put");
    refuseAll(this.#takers, "take");
    const left: T[] = [];
    if (options.now !== true) return left;
    while (this.#items.length > 0) left.push(this.#items.take());
    this.#endJoins();
    return left;
  }

  /** Takes items until the queue is closed and empty. It does not call {@link Queue.taskDone}: what is done, the loop knows. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new QueueLoop((served, ended) => {
      const wait = new QueueWait<T>("take", this.#scope, served, ended);
      this.#takeFor(wait, undefined);
      return wait;
    });
  }

  get #isDone(): boolean {
    return this.#inHand === 0 && this.#items.length === 0;
  }

  #takeFor(wait: QueueWait<T>, options: WaitOptions | undefined): void {
    if (this.#items.length > 0) wait.serve(this.#takeNext());
    else if (this.#isClosed) wait.refuse(closedError("take"));
    else wait.enter(this.#takers, options ?? {});
  }

  #takeNext(): T {
    const item = this.#items.take();
    this.#inHand += 1;
    if (this.#putters.length > 0) this.#admit();
    return item;
  }

  /** An item whose order fails is not let in, and leaves its place to the next. */
  #admit(): void {
    while (!this.isFull) {
      const putter = this.#putters.next();
      if (putter === undefined) return;
      try {
        this.#items.put(putter.item as T);
      } catch (error) {
        putter.refuse(error as Error);
        continue;
      }
      putter.serve();
    }
  }

  #endJoins(): void {
    if (!this.#isDone) return;
    for (let joiner = this.#joiners.next(); joiner !== undefined; joiner = this.#joiners.next()) joiner.serve();
  }

  /** Resolved already, unless timers and I/O must have their chance first. */
  #soon(): Promise<void> {
    const { turns } = this.#scope;
    return turns.spend() ? done : new Promise((resolve) => turns.later(resolve));
  }
}

function createScope(env: QueueEnv): WaitScope {
  return { clock: env.clock, aborts: new AbortListeners(), turns: new TurnBudget(env) };
}

/** Nothing is even tried when the signal was aborted before. */
function checkStart(act: QueueAct, options: WaitOptions): void {
  checkWait(actAtQueue[act][0], options);
  if (options.signal?.aborted === true) throw abortedError(act, options.signal.reason);
}

function refuseAll<Value, Item>(row: WaitingSenders<QueueWait<Value, Item>>, act: QueueAct): void {
  for (let wait = row.next(); wait !== undefined; wait = row.next()) wait.refuse(closedError(act));
}
