import { codeOf, type ActorErrorCode } from "../core/errors.ts";
import { markRefused } from "../core/outcome.ts";
import type { BatchReply } from "../cell/batch.ts";
import type { Submissions } from "./submissions.ts";
import type { Ticket } from "./ticket.ts";

const BATCH = { isBatch: true } as const;
const NO_OPTIONS = {};

/** Items of a `map` that travel together, and what came of them: values up to the first that failed. */
export class Parcel {
  isSettled = false;
  /** Of the item that comes after all values; undefined if none has failed. */
  failure: Error | undefined = undefined;
  readonly #type: string;
  readonly #items: readonly unknown[];
  readonly #submissions: Submissions;
  readonly #whenSettled: (parcel: Parcel) => void;
  #values: readonly unknown[] = [];
  #taken = 0;
  #ticket: Ticket | undefined = undefined;
  #isCancelled = false;

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

  /** One that has failed, before anything of it was sent. */
  static failed(error: Error, submissions: Submissions): Parcel {
    const parcel = new Parcel("", [], submissions, () => {});
    parcel.isSettled = true;
    parcel.failure = error;
    return parcel;
  }

  get hasNext(): boolean {
    return this.#taken < this.#values.length;
  }

  take(): unknown {
    const value = this.#values[this.#taken];
    this.#taken += 1;
    return value;
  }

  send(): void {
    this.#submit(this.#items);
  }

  /** What has not started never will. */
  cancel(): void {
    this.#isCancelled = true;
    this.#ticket?.cancel();
  }

  /** What has started is told too that nobody waits for it. */
  abort(why: Error): void {
    this.#isCancelled = true;
    this.#ticket?.giveUp(codeOf(why) as ActorErrorCode, "its map was broken off", why);
  }

  #submit(items: readonly unknown[]): void {
    const { length } = items;
    const ticket =
      length === 1
        ? this.#submissions.submit(this.#type, items[0], NO_OPTIONS)
        : this.#submissions.submit(this.#type, items, NO_OPTIONS, length, BATCH);
    this.#ticket = ticket;
    ticket.see();
    ticket.onSettled(() => this.#settled(ticket));
  }

  #settled({ error, value, items, isToBeSplit }: Ticket): void {
    // One of them cannot cross: it is found by halves, and those before it are done.
    if (isToBeSplit && !this.#isCancelled) return this.#submit(this.#left.slice(0, Math.ceil(items / 2)));
    if (error !== undefined) this.failure = error;
    else if (items === 1) this.#values = this.#values.length === 0 ? [value] : [...this.#values, value];
    else this.#add(value as BatchReply);
    // Its worker has ended in the midst of it, by itself, or it was a part of the whole: another one goes on.
    const left = this.#left;
    if (this.failure === undefined && left.length > 0 && !this.#isCancelled) return this.#submit(left);
    this.isSettled = true;
    this.#whenSettled(this);
  }

  get #left(): readonly unknown[] {
    return this.#items.slice(this.#values.length);
  }

  #add({ values, failures = [] }: BatchReply): void {
    const [first] = failures.toSorted(([one], [other]) => one - other);
    const good = first === undefined ? values : values.slice(0, first[0]);
    this.#values = this.#values.length === 0 ? good : [...this.#values, ...good];
    if (first === undefined) return;
    const [, error, isRefused] = first;
    if (isRefused) markRefused(error);
    this.failure = error;
  }
}
