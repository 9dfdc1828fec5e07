import { ActorError } from "../core/errors.ts";
import type { MapOptions } from "../core/pool.ts";
import type { Bucket, Deadlined } from "../cell/deadlines.ts";
import { Intake } from "./intake.ts";
import { Line } from "./line.ts";
import { Parcel } from "./parcel.ts";
import { batchSize } from "./pace.ts";
import type { Submissions } from "./submissions.ts";

type Result = IteratorResult<unknown, undefined>;

/** Whoever has called `next()` and waits. */
interface Taker {
  next: Taker | undefined;
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
  readonly #calledAt: number;
  readonly #buffer: number;
  readonly #isOrdered: boolean;
  readonly #intake: Intake;
  readonly #unsettled = new Set<Parcel>();
  /** As they are handed out: all that there are, or if the order does not matter, those that are settled. */
  readonly #line = new Line<Parcel>();
  /** What came back of parcels, to be sent before anything new. */
  readonly #unsent: Parcel[] = [];
  /** Items that were taken from the source and not handed out. */
  #ahead = 0;
  #lastSize = 0;
  readonly #takers = new Line<Taker>();
  /** Why it was broken off: whoever asks next hears of it. */
  #failure: Error | undefined = undefined;
  #isOver = false;
  #hasBegun = false;
  #isSending = false;

  constructor(type: string, source: unknown, options: MapOptions, submissions: Submissions) {
    this.#type = type;
    this.#submissions = submissions;
    this.#options = options;
    this.#buffer = options.buffer ?? DEFAULT_BUFFER;
    this.#isOrdered = options.ordered ?? true;
    this.#intake = new Intake(source, type, submissions.env, () => this.#move());
    this.#calledAt = submissions.env.clock.now();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result> {
    if (!this.#hasBegun) this.#begin();
    if (this.#takers.first === undefined) {
      // Most are there already, and cost no more than this.
      const parcel = this.#line.first;
      if (parcel !== undefined && parcel.hasNext && parcel.failure === undefined) {
        this.#ahead -= 1;
        const result: Result = { done: false, value: parcel.take() };
        if (!parcel.hasNext) this.#move();
        return Promise.resolve(result);
      }
    }
    return new Promise((resolve, reject) => {
      this.#takers.add({ resolve, reject, next: undefined });
      this.#move();
      if (this.#takers.first !== undefined) this.#submissions.waits.add(this);
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

  poolClosed(): void {
    this.#move();
  }

  /** Not before anybody wants a reply: of a loop that is never begun nothing must be left. */
  #begin(): void {
    this.#hasBegun = true;
    if (this.#isOver) return;
    const submissions = this.#submissions;
    const { timeoutMs, signal } = this.#options;
    if (signal?.aborted === true) return this.aborted();
    const refusal = submissions.refusalOf(this.#type);
    if (refusal !== undefined) return this.#breakOff(refusal);
    if (signal !== undefined) submissions.aborts.add(signal, this);
    if (timeoutMs !== undefined) {
      const leftMs = timeoutMs - (submissions.env.clock.now() - this.#calledAt);
      if (leftMs <= 0) return this.expired();
      submissions.deadlines.add(this, leftMs);
    }
    this.#send();
  }

  /** Hands out what is there to those who wait, and sends on. */
  #move(): void {
    this.#handOut();
    if (this.#takers.first === undefined) this.#submissions.waits.remove(this);
  }

  #handOut(): void {
    while (this.#takers.first !== undefined && !this.#isOver) {
      if (this.#failure !== undefined) return this.#fail(this.#failure);
      this.#send();
      const parcel = this.#advance();
      if (parcel === undefined) return;
      if (parcel.failure !== undefined && !parcel.hasNext) return this.#fail(parcel.failure);
      this.#ahead -= 1;
      this.#takers.takeFirst()?.resolve({ done: false, value: parcel.take() });
    }
    if (this.#isOver) this.#dismissTakers();
    else if (this.#hasBegun) this.#send();
  }

  /** The parcel of which something can be handed out now, and nothing is left of those before. */
  #advance(): Parcel | undefined {
    for (;;) {
      const parcel = this.#line.first;
      if (parcel === undefined) break;
      if (parcel.hasNext || parcel.failure !== undefined) return parcel;
      if (!parcel.isSettled) return undefined;
      this.#line.takeFirst();
    }
    this.#finishIfDone();
    return undefined;
  }

  #finishIfDone(): void {
    const { isExhausted, length, failure } = this.#intake;
    if (this.#unsettled.size > 0 || this.#unsent.length > 0 || !isExhausted || length > 0) return;
    if (failure !== undefined) return this.#fail(failure);
    this.#leave();
  }

  /** Takes items from the source and sends them, as far as the buffer and the pool's workers allow. */
  #send(): void {
    if (this.#isSending) return; // what is refused at once is settled in the midst of this
    this.#isSending = true;
    while (!this.#isOver && this.#failure === undefined && this.#unsettled.size < this.#submissions.mostParcels) {
      const parcel = this.#takeUnsent() ?? this.#takeNew();
      if (parcel === undefined) break;
      this.#unsettled.add(parcel);
      parcel.send();
    }
    this.#isSending = false;
  }

  #takeUnsent(): Parcel | undefined {
    const parcel = this.#unsent.shift();
    if (parcel === undefined) return undefined;
    const size = this.#nextSize(parcel.length);
    this.#lastSize = size;
    if (parcel.length > size) this.#unsent.unshift(this.#create(parcel.cut(size), parcel));
    return parcel;
  }

  #takeNew(): Parcel | undefined {
    const refusal = this.#submissions.refusalOf(this.#type);
    if (refusal !== undefined) this.#intake.cutOff(refusal);
    const size = this.#nextSize(0);
    if (this.#buffer - this.#ahead < Math.min(size, this.#buffer)) return undefined;
    const items = this.#intake.take(size);
    if (items.length === 0) return undefined;
    this.#lastSize = size;
    this.#ahead += items.length;
    return this.#create(items);
  }

  #create(items: readonly unknown[], before?: Parcel): Parcel {
    const parcel = new Parcel(this.#type, items, this.#submissions, (settled) => this.#settled(settled));
    if (!this.#isOrdered) return parcel;
    if (before === undefined) this.#line.add(parcel);
    else this.#line.addBehind(parcel, before);
    return parcel;
  }

  /** `unsent` items are left besides those of the source. */
  #nextSize(unsent: number): number {
    const { isBatched, workers } = this.#submissions;
    if (!isBatched) return 1;
    const left = this.#intake.left + unsent;
    const paceMs = this.#submissions.paceOf(this.#type);
    return batchSize({ paceMs, last: this.#lastSize, buffer: this.#buffer, workers, left });
  }

  #settled(parcel: Parcel): void {
    this.#unsettled.delete(parcel);
    if (this.#isOver || this.#failure !== undefined) return;
    let before = parcel;
    for (const items of parcel.rests) {
      before = this.#create(items, before);
      this.#unsent.push(before);
    }
    if (!this.#isOrdered) this.#line.add(parcel);
    this.#move();
  }

  #fail(error: Error): void {
    const taker = this.#takers.takeFirst();
    this.#end().catch(() => {}); // it has failed already
    taker?.reject(error);
    this.#dismissTakers();
  }

  /** From outside: what runs is told too. */
  #breakOff(error: Error): void {
    if (this.#isOver || this.#failure !== undefined) return;
    this.#failure = error;
    for (const parcel of this.#unsettled) parcel.abort(error);
    this.#line.clear();
    this.#intake.close().catch(() => {}); // it has failed already
    if (this.#takers.first !== undefined) this.#fail(error);
  }

  /** The loop is left: what has not started is cancelled, what is there is dropped, and the source is told. */
  #end(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#leave();
    for (const parcel of this.#unsettled) parcel.cancel();
    return this.#intake.close();
  }

  #leave(): void {
    this.#isOver = true;
    this.#line.clear();
    this.#submissions.deadlines.remove(this);
    if (this.#options.signal !== undefined) this.#submissions.aborts.remove(this.#options.signal, this);
    this.#dismissTakers();
    this.#submissions.waits.remove(this);
  }

  #dismissTakers(): void {
    for (let taker = this.#takers.takeFirst(); taker !== undefined; taker = this.#takers.takeFirst()) {
      taker.resolve(DONE);
    }
  }
}
