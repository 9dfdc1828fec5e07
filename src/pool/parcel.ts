import { codeOf, type ActorErrorCode } from "../core/errors.ts";
import { markRefused } from "../core/outcome.ts";
import type { BatchReply } from "../cell/batch.ts";
import type { Submissions } from "./submissions.ts";
import type { Ticket } from "./ticket.ts";

const BATCH = { isBatch: true } as const;

/** Items of a `map` that travel together, and what came of them: values up to the first that failed. */
export class Parcel {
  /** The one that is handed out after it. */
  next: Parcel | undefined = undefined;
  isSettled = false;
  /** Of the item that comes after all values; undefined if none has failed. */
  failure: Error | undefined = undefined;
  /** Those of its items of which nothing has happened, as they may be sent again. */
  rests: readonly (readonly unknown[])[] = [];
  readonly #type: string;
  #items: readonly unknown[];
  readonly #submissions: Submissions;
  readonly #whenSettled: (parcel: Parcel) => void;
  #values: readonly unknown[] = [];
  #taken = 0;
  #ticket: Ticket | undefined = undefined;

  constructor(
    type: string,
    items: readonly unknown[],
    submissions: Submissions,
    whenSettled: (parcel: Parcel) => void,
  ) {
    this.#type = type;
    this.#items = items;
    this.#submissions = submissions;
    this.#whenSettled = whenSettled;
  }

  /** How many items it has. */
  get length(): number {
    return this.#items.length;
  }

  get hasNext(): boolean {
    return this.#taken < this.#values.length;
  }

  take(): unknown {
    const value = this.#values[this.#taken];
    this.#taken += 1;
    return value;
  }

  /** Before it is sent: takes out all but the first so many items. */
  cut(length: number): readonly unknown[] {
    const rest = this.#items.slice(length);
    this.#items = this.#items.slice(0, length);
    return rest;
  }

  send(): void {
    const items = this.#items;
    const { length } = items;
    const ticket =
      length === 1
        ? this.#submissions.carryOn(this.#type, items[0], length, undefined)
        : this.#submissions.carryOn(this.#type, items, length, BATCH);
    this.#ticket = ticket;
    ticket.see();
    ticket.onSettled(() => this.#settled(ticket));
  }

  /** What has not started never will. */
  cancel(): void {
    this.#ticket?.cancel();
  }

  /** What has started is told too that nobody waits for it. */
  abort(why: Error): void {
    this.#ticket?.giveUp(codeOf(why) as ActorErrorCode, "its map was broken off", why);
  }

  #settled({ error, value, items, isToBeSplit }: Ticket): void {
    if (isToBeSplit) this.#halve();
    else if (error !== undefined) this.failure = error;
    else if (items === 1) this.#values = [value];
    else this.#add(value as BatchReply);
    this.#ticket = undefined;
    this.#items = [];
    this.isSettled = true;
    this.#whenSettled(this);
  }

  /** One of them cannot cross: it is found by halves, and those before it are done. */
  #halve(): void {
    const middle = Math.ceil(this.#items.length / 2);
    this.rests = [this.#items.slice(0, middle), this.#items.slice(middle)];
  }

  #add({ values, failures = [] }: BatchReply): void {
    const [first] = failures.toSorted(([one], [other]) => one - other);
    this.#values = first === undefined ? values : values.slice(0, first[0]);
    if (first === undefined) {
      // Its worker has ended in the midst of it, by itself, or it took too long: the rest is as new.
      if (values.length < this.#items.length) this.rests = [this.#items.slice(values.length)];
      return;
    }
    const [, error, isRefused] = first;
    if (isRefused) markRefused(error);
    this.failure = error;
  }
}
