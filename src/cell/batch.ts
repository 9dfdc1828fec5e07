import type { Clock } from "../core/clock.ts";
import type { Handler } from "../core/definition.ts";
import { ActorError, toError } from "../core/errors.ts";
import { markRefused } from "../core/outcome.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { CellContext, Outcome } from "./context.ts";
import { memoryInUse } from "./memory.ts";
import { isThenable } from "./thenable.ts";

/** Which payload of a batch failed, with what, and whether it was refused. */
export type BatchFailure = readonly [index: number, error: Error, isRefused: boolean];

/** What became of the first payloads of a batch: of all, unless that took too long, or the actor has ended meanwhile. */
export interface BatchReply {
  readonly values: readonly unknown[];
  /** In any order; their values are undefined. */
  readonly failures?: readonly BatchFailure[];
}

/** A batch is meant to take 1 ms. When it has taken so long, others had better do the rest. */
const LONGEST_MS = 2;
/** A look at the clock costs as much as a tiny item: so many of those that reply at once share one. */
const ITEMS_PER_LOOK = 8;

/** Handles a message that its meta says more of: it is of a pool's own. */
export function handleAs({ isBatch, asksMemory }: Meta, handler: Handler, ctx: CellContext): unknown {
  if (asksMemory === true) return memoryInUse();
  return isBatch === true ? new Batch(handler, ctx).run() : handler(ctx, ctx.payload);
}

/**
 * One message with many payloads, as the `map` of a pool sends them: the handler is called for each, one after another, and all
 * outcomes make one reply. A handler cannot tell it from messages of their own, but that it cannot stash.
 */
class Batch {
  readonly #handler: Handler;
  /** Of the message as a whole, of which each payload has one of its own. */
  readonly #whole: CellContext;
  readonly #payloads: readonly unknown[];
  readonly #clock: Clock;
  readonly #begunAt: number;
  readonly #values: unknown[] = [];
  #failures: BatchFailure[] | undefined = undefined;
  /** Whether it has taken longer than it should, as far as anybody has looked. */
  #isLate = false;
  /** Replies that were deferred. */
  #owed = 0;
  /** Its actor ends with that. */
  #finish: Extract<Outcome, { kind: "finish" }> | undefined = undefined;
  #resolve: ((reply: BatchReply) => void) | undefined = undefined;

  constructor(handler: Handler, whole: CellContext) {
    this.#handler = handler;
    this.#whole = whole;
    this.#payloads = whole.payload as readonly unknown[];
    this.#clock = whole.clock;
    this.#begunAt = this.#clock.now();
  }

  /** Whoever asked no longer waits. */
  get receipt(): Receipt | undefined {
    return this.#whole.receipt;
  }

  run(): BatchReply | Promise<BatchReply> {
    if (this.#advance()) return this.#reply;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  /** What was owed is there. */
  settle(index: number, value: unknown): void {
    this.#values[index] = value;
    this.#paid();
  }

  fail(index: number, error: Error, isRefused: boolean): void {
    this.#note(index, error, isRefused);
    this.#paid();
  }

  get #reply(): BatchReply {
    const values = this.#values;
    const reply = this.#failures === undefined ? { values } : { values, failures: this.#failures };
    if (this.#finish !== undefined) this.#whole.outcome = { ...this.#finish, reply };
    return reply;
  }

  /** Goes on with the next payloads; false while something is to be waited for. */
  #advance(): boolean {
    const values = this.#values;
    const payloads = this.#payloads;
    while (values.length < payloads.length && !this.#isCutShort) {
      const index = values.length;
      const payload = payloads[index];
      const ctx = this.#whole.forItem(payload, new ItemReceipt(this, index));
      values.push(undefined);
      try {
        const result = this.#handler(ctx, payload);
        if (isThenable(result)) {
          this.#await(ctx, index, result);
          return false;
        }
        this.#completed(ctx, index, result);
      } catch (thrown) {
        this.#failed(ctx, index, thrown);
      }
      if (values.length % ITEMS_PER_LOOK === 0) this.#look();
    }
    return this.#owed === 0;
  }

  /** The rest is not handled: it is no longer wanted, the actor ends, or it would wait too long here. */
  get #isCutShort(): boolean {
    return this.#isLate || this.#whole.isOver || this.#whole.isAborted || this.#finish !== undefined;
  }

  #look(): void {
    this.#isLate = this.#clock.now() - this.#begunAt >= LONGEST_MS;
  }

  #await(ctx: CellContext, index: number, result: PromiseLike<unknown>): void {
    result.then(
      (value) => {
        this.#completed(ctx, index, value);
        this.#proceed();
      },
      (thrown: unknown) => {
        this.#failed(ctx, index, thrown);
        this.#proceed();
      },
    );
  }

  #proceed(): void {
    this.#look();
    if (this.#advance()) this.#resolve?.(this.#reply);
  }

  #paid(): void {
    this.#owed -= 1;
    if (this.#owed === 0 && this.#whole.inner?.isOver !== false) this.#proceed();
  }

  #completed(ctx: CellContext, index: number, value: unknown): void {
    const { outcome } = ctx;
    ctx.end();
    if (outcome === undefined) this.#values[index] = value;
    else this.#decided(ctx, index, outcome);
  }

  #decided({ type }: CellContext, index: number, outcome: Outcome): void {
    switch (outcome.kind) {
      case "defer":
        this.#owed += 1; // unless it has been given already, which has made this -1
        return;
      case "refuse":
        return this.#note(index, outcome.error, true);
      case "finish":
        this.#values[index] = outcome.value;
        this.#finish = outcome;
        return;
      case "stash": {
        const message = `Cannot stash "${type}": it came from the map of a pool`;
        return this.#note(index, new ActorError("BAD_OPTION", message), false);
      }
    }
  }

  #failed(ctx: CellContext, index: number, thrown: unknown): void {
    ctx.end();
    this.#note(index, toError(thrown), false);
  }

  #note(index: number, error: Error, isRefused: boolean): void {
    if (isRefused) markRefused(error);
    (this.#failures ??= []).push([index, error, isRefused]);
  }
}

/** Of one payload: takes the reply that its handler gives later. */
class ItemReceipt implements Receipt {
  readonly wantsReply = true;
  readonly isReserved = false;
  readonly #batch: Batch;
  readonly #index: number;

  constructor(batch: Batch, index: number) {
    this.#batch = batch;
    this.#index = index;
  }

  get isGivenUp(): boolean {
    return this.#batch.receipt?.isGivenUp === true;
  }

  start(): boolean {
    return true;
  }

  startAgain(): boolean {
    return true;
  }

  stash(): void {}

  resolve(value: unknown): void {
    this.#batch.settle(this.#index, value);
  }

  reject(error: Error): void {
    this.#batch.fail(this.#index, error, false);
  }

  refuse(error: Error): void {
    this.#batch.fail(this.#index, error, true);
  }

  onGivenUp(listener: () => void): void {
    this.#batch.receipt?.onGivenUp(listener);
  }
}
