import { ActorError } from "../core/errors.ts";
import type { MapOptions } from "../core/pool.ts";
import type { Bucket, Deadlined } from "../cell/deadlines.ts";
import { Intake } from "./intake.ts";
import { Parcel } from "./parcel.ts";
import { batchSize } from "./pace.ts";
import type { Submissions } from "./submissions.ts";

type Result = IteratorResult<unknown, undefined>;

/** Whoever has called `next()` and waits. */
interface Taker {
  resolve(result: Result): void;
  reject(error: Error): void;
}

const DONE: Result = { done: true, value: undefined };
const DEFAULT_BUFFER = 1_024;

/**
 * One `map` of a pool under way: takes items from its source, sends them in parcels as far ahead as the buffer allows, and hands out what
 * comes back, in order or as it comes.
 */
export class Mapping implements AsyncIterableIterator<unknown>, Deadlined {
  bucket: Bucket | undefined = undefined;
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  readonly #type: string;
  readonly #submissions: Submissions;
  readonly #options: MapOptions;
  readonly #buffer: number;
  readonly #isOrdered: boolean;
  readonly #intake: Intake;
  readonly #unsettled = new Set<Parcel>();
  /** Those that are handed out next: all that were sent, or if the order does not matter, those that are settled. */
  #line: Parcel[] = [];
  #current: Parcel | undefined = undefined;
  /** Items that were taken from the source and not handed out. */
  #ahead = 0;
  #lastSize = 0;
  #takers: Taker[] = [];
  #failure: Error | undefined = undefined;
  #isOver = false;
  #hasBegun = false;

  constructor(type: string, source: unknown, options: MapOptions, submissions: Submissions) {
    this.#type = type;
    this.#submissions = submissions;
    this.#options = options;
    this.#buffer = options.buffer ?? DEFAULT_BUFFER;
    this.#isOrdered = options.ordered ?? true;
    this.#intake = new Intake(source, type, submissions.env, () => this.#move());
    const { timeoutMs, signal } = options;
    if (timeoutMs !== undefined) submissions.deadlines.add(this, timeoutMs);
    if (signal?.aborted === true) this.aborted();
    else if (signal !== undefined) submissions.aborts.add(signal, this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#send();
    }
    if (this.#takers.length === 0) {
      // Most are there already, and cost no more than this.
      const parcel = this.#current;
      if (parcel !== undefined && parcel.hasNext && parcel.failure === undefined) {
        this.#ahead -= 1;
        const result: Result = { done: false, value: parcel.take() };
        if (!parcel.hasNext) this.#move();
        return Promise.resolve(result);
      }
    }
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject });
      this.#move();
    });
  }

  async return(): Promise<Result> {
    await this.#end();
    return DONE;
  }

  expired(): void {
    const message = `Cannot finish map "${this.#type}" of pool "${this.#submissions.path}": ${this.#options.timeoutMs} ms have passed`;
    this.#breakOff(new ActorError("JOB_TIMEOUT", message));
  }

  /** Its signal was aborted. */
  aborted(): void {
    const message = `Cannot finish map "${this.#type}" of pool "${this.#submissions.path}": its signal was aborted`;
    this.#breakOff(new ActorError("ABORTED", message, { cause: this.#options.signal?.reason }));
  }

  /** Hands out what is there to those who wait, and sends on. */
  #move(): void {
    while (this.#takers.length > 0 && !this.#isOver) {
      this.#send();
      if (!this.#advance()) return;
      const parcel = this.#current as Parcel;
      if (parcel.failure !== undefined && !parcel.hasNext) return this.#fail(parcel.failure);
      this.#ahead -= 1;
      this.#takers.shift()?.resolve({ done: false, value: parcel.take() });
    }
    if (this.#isOver) this.#dismissTakers();
    else if (this.#hasBegun) this.#send();
  }

  /** Makes the next parcel the current one if that is used up; false if there is nothing to hand out now. */
  #advance(): boolean {
    for (;;) {
      const parcel = this.#current;
      if (parcel !== undefined && (parcel.hasNext || parcel.failure !== undefined)) return true;
      if (parcel?.isSettled === false) return false;
      this.#current = this.#line.shift();
      if (this.#current !== undefined) continue;
      this.#finishIfDone();
      return false;
    }
  }

  #finishIfDone(): void {
    if (this.#unsettled.size > 0 || !this.#intake.isExhausted || this.#intake.length > 0) return;
    if (this.#intake.failure !== undefined) return this.#fail(this.#intake.failure);
    this.#leave();
  }

  /** Takes items from the source and sends them, as far as the buffer and the pool's workers allow. */
  #send(): void {
    while (!this.#isOver && this.#failure === undefined) {
      const size = this.#nextSize();
      const room = this.#buffer - this.#ahead;
      if (this.#unsettled.size >= this.#submissions.mostParcels || room < Math.min(size, this.#buffer)) return;
      const items = this.#intake.take(size);
      if (items.length === 0) return;
      this.#lastSize = size;
      this.#ahead += items.length;
      const parcel = new Parcel(this.#type, items, this.#submissions, (settled) => this.#settled(settled));
      this.#unsettled.add(parcel);
      if (this.#isOrdered) this.#line.push(parcel);
      parcel.send();
    }
  }

  #nextSize(): number {
    const { isBatched, workers } = this.#submissions;
    if (!isBatched) return 1;
    const { left } = this.#intake;
    const paceMs = this.#submissions.paceOf(this.#type);
    return batchSize({ paceMs, last: this.#lastSize, buffer: this.#buffer, workers, left });
  }

  #settled(parcel: Parcel): void {
    this.#unsettled.delete(parcel);
    if (!this.#isOrdered) this.#line.push(parcel);
    this.#move();
  }

  #fail(error: Error): void {
    const taker = this.#takers.shift();
    this.#end().catch(() => {}); // it has failed already
    taker?.reject(error);
    this.#dismissTakers();
  }

  /** From outside: what runs is told too. */
  #breakOff(error: Error): void {
    if (this.#isOver || this.#failure !== undefined) return;
    this.#failure = error;
    for (const parcel of this.#unsettled) parcel.abort(error);
    this.#current = Parcel.failed(error, this.#submissions);
    this.#intake.close().catch(() => {}); // it has failed already
    if (this.#takers.length > 0) this.#fail(error);
  }

  /** The loop is left: what has not started is cancelled, and the source is told. */
  #end(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#leave();
    for (const parcel of this.#unsettled) parcel.cancel();
    this.#line = [];
    return this.#intake.close();
  }

  #leave(): void {
    this.#isOver = true;
    this.#submissions.deadlines.remove(this);
    if (this.#options.signal !== undefined) this.#submissions.aborts.remove(this.#options.signal, this);
    this.#dismissTakers();
  }

  #dismissTakers(): void {
    for (const taker of this.#takers.splice(0)) taker.resolve(DONE);
  }
}
