import type { Clock, Timer } from "../core/clock.ts";
import { ActorError, type ActorErrorCode } from "../core/errors.ts";
import type { WaitOptions } from "../core/wait-options.ts";
import type { Abortable, AbortListeners } from "./abort-listeners.ts";
import type { WaitingMessage, WaitingSenders } from "./senders.ts";
import type { TurnBudget } from "./turn-budget.ts";

export type QueueAct = "put" | "take" | "join";

/** What is done at a queue, and what did not happen when it comes to nothing. */
export const actAtQueue: Readonly<Record<QueueAct, readonly [act: string, missing: string]>> = {
  put: ["put an item into the queue", "there was no room"],
  take: ["take from the queue", "nothing came"],
  join: ["join the queue", "not all was done"],
};

/** What those who wait at one queue share. */
export interface WaitScope {
  readonly clock: Clock;
  readonly aborts: AbortListeners;
  readonly turns: TurnBudget;
}

/**
 * Somebody who waits at a queue, with a limit and a signal. It settles once: whoever is served has left nothing behind that
 * could call it off, whoever gave up has left the row.
 */
export class QueueWait<Value, Item = undefined> implements WaitingMessage, Abortable {
  isWaiting = false;
  /** What is to be put; let go of when that is settled. */
  item: Item | undefined;

  readonly #act: QueueAct;
  readonly #scope: WaitScope;
  readonly #resolve: (value: Value) => void;
  readonly #reject: (error: Error) => void;
  #row: WaitingSenders<QueueWait<Value, Item>> | undefined = undefined;
  #timer: Timer | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;

  constructor(
    act: QueueAct,
    scope: WaitScope,
    resolve: (value: Value) => void,
    reject: (error: Error) => void,
    item?: Item,
  ) {
    this.#act = act;
    this.#scope = scope;
    this.#resolve = resolve;
    this.#reject = reject;
    this.item = item;
  }

  /** Waits in a row, whose next one somebody serves or refuses, unless the limit or the signal comes first. */
  enter(row: WaitingSenders<QueueWait<Value, Item>>, { timeoutMs = Infinity, signal }: WaitOptions): void {
    this.#row = row;
    row.add(this);
    if (timeoutMs === 0) return this.#expired(0);
    if (timeoutMs !== Infinity) this.#timer = this.#scope.clock.setTimer(timeoutMs, () => this.#expired(timeoutMs));
    if (signal === undefined) return;
    this.#signal = signal;
    this.#scope.aborts.add(signal, this);
  }

  serve(value: Value): void {
    this.#leave();
    if (this.#scope.turns.spend()) this.#resolve(value);
    else this.#scope.turns.later(() => this.#resolve(value));
  }

  refuse(error: Error): void {
    this.#leave();
    this.#reject(error);
  }

  /** Its signal was aborted, or its loop was left. One that was served, and is yet to hear of it, stays served. */
  aborted(): void {
    if (this.isWaiting) this.refuse(abortedError(this.#act, this.#signal?.reason));
  }

  #expired(timeoutMs: number): void {
    const [, missing] = actAtQueue[this.#act];
    this.refuse(queueError("QUEUE_TIMEOUT", this.#act, `${missing} within ${timeoutMs} ms`));
  }

  #leave(): void {
    this.#row?.remove(this);
    this.#timer?.cancel();
    if (this.#signal !== undefined) this.#scope.aborts.remove(this.#signal, this);
    this.item = undefined;
  }
}

export function abortedError(act: QueueAct, reason: unknown): ActorError {
  return queueError("ABORTED", act, "its signal was aborted", reason);
}

export function closedError(act: QueueAct): ActorError {
  return queueError("QUEUE_CLOSED", act, "it is closed");
}

function queueError(code: ActorErrorCode, act: QueueAct, why: string, cause?: unknown): ActorError {
  return new ActorError(code, `Cannot ${actAtQueue[act][0]}: ${why}`, cause === undefined ? {} : { cause });
}
