import { randomUUID } from "node:crypto";
import type { ActorRef, CloseQueueOptions, WaitOptions } from "../../src/mod.ts";
import { Caller } from "./caller.ts";
import { Client } from "./client.ts";
import type { QueueProtocol } from "./protocol.ts";

/**
 * A queue that lives in an actor, with the face of a `Queue`: what needs an answer is a promise.
 *
 * A wait that times out or is aborted has changed nothing. Its `timeoutMs` counts from when the queue has got the call.
 * Whatever rejects here rejects with the same codes as at a `Queue`, or with those of an ask when the queue has ended.
 */
export interface OpenQueue<T> extends AsyncIterable<T, undefined> {
  /**
   * Puts an item in, as soon as there is room. If it rejects, the item is not in the queue.
   *
   * @throws {ActorError} rejects with `QUEUE_CLOSED`, `QUEUE_TIMEOUT`, `ABORTED`, `ORDER_FAILED`, `NOT_SENDABLE` or
   * `BAD_OPTION`.
   */
  put(item: T, options?: WaitOptions): Promise<void>;
  /**
   * Puts an item in if there is room now; resolves with whether it did.
   *
   * @throws {ActorError} rejects with `QUEUE_CLOSED`, `ORDER_FAILED` or `NOT_SENDABLE`.
   */
  tryPut(item: T): Promise<boolean>;
  /**
   * Takes the next item, as soon as there is one. Call {@link OpenQueue.taskDone} when the work on it is done.
   *
   * @throws {ActorError} rejects with `QUEUE_CLOSED` when the queue is closed and empty, `QUEUE_TIMEOUT`, `ABORTED` or
   * `BAD_OPTION`.
   */
  take(options?: WaitOptions): Promise<T>;
  /** Takes the next item if there is one now; resolves with undefined if not, whether or not the queue is closed. */
  tryTake(): Promise<{ value: T } | undefined>;
  /**
   * Says that the work on the oldest item is done that was taken here.
   *
   * @throws {ActorError} `NOT_IN_HAND` if it was called for each item that was taken here already.
   */
  taskDone(): void;
  /**
   * Resolves as soon as every item that was put in has been taken and is done; at once if there is none.
   *
   * @throws {ActorError} rejects with `QUEUE_TIMEOUT`, `ABORTED` or `BAD_OPTION`.
   */
  join(options?: WaitOptions): Promise<void>;
  /** How many items wait to be taken. */
  size(): Promise<number>;
  isEmpty(): Promise<boolean>;
  isFull(): Promise<boolean>;
  isClosed(): Promise<boolean>;
  /**
   * Takes no more items. What is left can still be taken; after that loops end and `take` is rejected. With `now`, what is
   * left is handed back, and counts as done.
   *
   * @throws {ActorError} rejects with `BAD_OPTION`.
   */
  close(options?: CloseQueueOptions): Promise<T[]>;
  /** The same queue, with these options for all that waits here. Its loops and takes end with that signal. */
  with(options: WaitOptions): OpenQueue<T>;
  /** Takes items until the queue is closed and empty. It does not call {@link OpenQueue.taskDone}. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined>;
}

/**
 * Opens a queue, to put and take.
 *
 * An actor does so in `init`, once, and hands over its `ctx`: so the queue knows with whom each item is, what is lost when that
 * actor ends or starts again, and who waits no longer. Plain code leaves `ctx` out.
 *
 * @example
 * init: (tasks: QueueRef<string>, ctx) => ({ tasks: openQueue(tasks, ctx) }),
 */
export function openQueue<T>(ref: ActorRef<QueueProtocol<T>>, ctx?: { readonly self: ActorRef<object> }): OpenQueue<T> {
  const id = randomUUID();
  const patient = ref.with(noLimits);
  if (ctx === undefined) return new Client(new Caller(patient, id, undefined));
  patient.tell("open", { session: id, taker: ctx.self });
  return new Client(new Caller(patient, id, id));
}

/** Also those that `ref` may have been given: an ask that gives up by itself would leave the queue with a reply to nobody. */
const noLimits: WaitOptions = { timeoutMs: Infinity, signal: undefined as never };
