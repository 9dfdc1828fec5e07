import type { Timer } from "../core/clock.ts";
import type { Forwarded, Meta, Receipt } from "../core/receipt.ts";
import type { ShownMessage } from "../core/events.ts";
import { Ticket } from "./ticket.ts";
import type { Worker } from "./worker.ts";

/** What its tasks tell a pool. */
export interface TaskScope {
  /** Its handler has answered. */
  replied(task: Task, value: unknown, tookMs: number | undefined): void;
  failed(task: Task, error: Error, isRefused: boolean): void;
  /** It cannot be read where it was sent, and was not started. */
  unread(task: Task, error: Error): void;
  /** It was not handled, and will not be where it is. */
  cameBack(task: Task): void;
  /** The host of its worker has died. */
  wasLost(task: Task, error: Error, wasStarted: boolean): void;
  /** Nobody waits for it any more. */
  gaveUp(task: Task): void;
}

/** A message that a pool has taken and not done with: at a worker, or between two. */
export class Task implements Forwarded {
  lane = 0;
  place = 0;
  ask = 0;
  bytes = 0;
  isMoved = false;
  /** How often it was taken back from a worker. */
  recalls = 0;
  readonly wantsReply = true;
  readonly isReserved = false;
  isGivenUp = false;
  isOver = false;
  /** In the order in which they were taken. */
  readonly number: number;
  readonly type: string;
  readonly payload: unknown;
  /** Of whoever told or asked it, or submitted it. */
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  /** How many jobs it stands for. */
  readonly items: number;
  retries: number;
  /** Where it belongs: the place of its key. */
  readonly slot: number | undefined;
  worker: Worker | undefined = undefined;
  /** The neighbours among those of its worker. */
  before: Task | undefined = undefined;
  after: Task | undefined = undefined;
  handedAt = 0;
  /** What it counts as, in ms of work; `Infinity` while that is not known. */
  load = 0;
  /** Perhaps a worker has died of it, before it was started; and how many hosts have on which it was alone. */
  isSuspect = false;
  deaths = 0;
  /** It has been on its way to a worker. */
  isSentBefore = false;
  /** What the worker died of that had perhaps started it. */
  diedOf: Error | undefined = undefined;
  /** Until when its handler may go on although nobody waits. */
  limit: Timer | undefined = undefined;
  readonly #scope: TaskScope;
  #callOff: (() => void) | undefined = undefined;

  constructor(
    scope: TaskScope,
    number: number,
    type: string,
    payload: unknown,
    receipt: Receipt | undefined,
    meta: Meta | undefined,
    retries: number,
    slot: number | undefined,
  ) {
    this.#scope = scope;
    this.number = number;
    this.type = type;
    this.payload = payload;
    this.receipt = receipt;
    this.meta = meta;
    this.items = receipt instanceof Ticket ? receipt.items : 1;
    this.retries = retries;
    this.slot = slot;
  }

  /** Whether nobody waits for what comes of it. */
  get isUnwanted(): boolean {
    return this.receipt?.isGivenUp === true;
  }

  get shown(): ShownMessage {
    return { type: this.type, payload: this.payload };
  }

  start(): boolean {
    if (!this.isGivenUp) return true;
    this.#scope.cameBack(this);
    return false;
  }

  startAgain(): boolean {
    return true;
  }

  stash(): void {}

  resolve(value: unknown, tookMs?: number): void {
    if (!this.isOver) this.#scope.replied(this, value, tookMs);
  }

  reject(error: Error): void {
    if (!this.isOver) this.#scope.failed(this, error, false);
  }

  refuse(error: Error): void {
    if (!this.isOver) this.#scope.failed(this, error, true);
  }

  takeBack(): boolean {
    if (!this.isOver) this.#scope.cameBack(this);
    return true;
  }

  unread(error: Error): void {
    if (!this.isOver) this.#scope.unread(this, error);
  }

  lost(error: Error, wasStarted: boolean): void {
    if (!this.isOver) this.#scope.wasLost(this, error, wasStarted);
  }

  onGivenUp(listener: () => void): void {
    if (this.isGivenUp) return listener();
    const former = this.#callOff;
    // The way to another host, then the handler's signal there; both when it lives here.
    this.#callOff =
      former === undefined
        ? listener
        : () => {
            former();
            listener();
          };
  }

  /** It is between two workers: who carried it hears no more of it. */
  detach(): void {
    this.worker = undefined;
    this.isGivenUp = this.isUnwanted; // else it would be called off again where it goes next
    this.#callOff = undefined;
  }

  /** Whoever sent it no longer waits. */
  giveUp(): void {
    if (this.isGivenUp || this.isOver) return;
    this.callOff();
    this.#scope.gaveUp(this);
  }

  /** Its handler is to come to an end, or not to begin; whoever sent it still waits for what comes of that. */
  callOff(): void {
    this.isGivenUp = true;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  end(): void {
    this.isOver = true;
    this.limit?.cancel();
    this.detach();
  }
}
