/** A place in a {@link Line}. */
export interface Placed {
  before: Placed | undefined;
  after: Placed | undefined;
}

/** Those who wait, first come first served; whoever gives up leaves it from its midst. Each stands in one line at most. */
export class Line<Waiting extends Placed> {
  #first: Placed | undefined = undefined;
  #last: Placed | undefined = undefined;

  add(waiting: Waiting): void {
    waiting.before = this.#last;
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.after = waiting;
    this.#last = waiting;
  }

  /** It must stand in this line. */
  remove(waiting: Waiting): void {
    const { before, after } = waiting;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    waiting.before = waiting.after = undefined;
  }

  /** The first one, who stays in it; undefined if there is none. */
  get first(): Waiting | undefined {
    return this.#first as Waiting | undefined;
  }
}
