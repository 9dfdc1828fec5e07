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
    this.#ticket?.cancel();
  }

  /** What has started is told too that nobody waits for it. */
  abort(why: Error): void {
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

  #settled({ error, value, items }: Ticket): void {
    if (error !== undefined) this.failure = error;
    else if (items === 1) this.#values = this.#values.length === 0 ? [value] : [...this.#values, value];
    else this.#add(value as BatchReply);
    const left = this.#items.length - this.#values.length;
    // Its worker has ended in the midst of it, by itself: another one goes on.
    if (this.failure === undefined && left > 0) return this.#submit(this.#items.slice(-left));
    this.isSettled = true;
    this.#whenSettled(this);
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
