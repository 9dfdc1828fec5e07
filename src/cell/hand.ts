import type { CellContext } from "./context.ts";

/** The messages whose handlers have not returned: one, or as many as `concurrency` allows. */
export class Hand {
  readonly #limit: number;
  #first: CellContext | undefined = undefined;
  #others: Set<CellContext> | undefined = undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#first === undefined && (this.#others === undefined || this.#others.size === 0);
  }

  get isFull(): boolean {
    return this.#first !== undefined && (this.#limit === 1 || this.#limit <= 1 + (this.#others?.size ?? 0));
  }

  get contexts(): readonly CellContext[] {
    return [...(this.#first === undefined ? [] : [this.#first]), ...(this.#others ?? [])];
  }

  take(ctx: CellContext): void {
    if (this.#first === undefined) this.#first = ctx;
    else (this.#others ??= new Set()).add(ctx);
  }

  drop(ctx: CellContext): void {
    if (this.#first === ctx) this.#first = undefined;
    else this.#others?.delete(ctx);
  }
}
