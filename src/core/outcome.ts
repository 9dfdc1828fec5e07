declare const outcome: unique symbol;

/** What `return ctx.finish(value)` types: the actor ends, and `value` is both its exit's value and the reply. */
export interface Finish<Result> {
  readonly [outcome]: "finish";
  readonly value: Result;
}

/** What `return ctx.refuse(error)` types: no reply, the ask alone rejects. */
export interface Refused {
  readonly [outcome]: "refused";
}

/** What `return ctx.stash()` types: no reply yet, the message is handled again after `ctx.unstash()`. */
export interface Stashed {
  readonly [outcome]: "stashed";
}

/**
 * A reply to give later: what `ctx.defer()` returns, and what a handler returns to say of which type it is.
 *
 * It takes one reply. A second one reaches nobody and is reported as a `fault` event, as is a refusal of a told message.
 */
export interface Deferred<Reply> {
  readonly [outcome]: "deferred";
  /** Replies to the ask. */
  readonly resolve: (this: void, reply: Reply) => void;
  /** Refuses the ask, as `ctx.refuse()` does: `wasRefused(error)` holds for the asker, and it is no crash. */
  readonly reject: (this: void, error: Error) => void;
}

const refusals = new WeakSet<Error>();

/** Marks an error as a refusal, on whichever side of a link it arrives. */
export function markRefused(error: Error): void {
  refusals.add(error);
}

/**
 * Tells a refusal from a crash: whether the error of a failed ask was handed to `ctx.refuse()` by the handler.
 *
 * @example
 * await shop.ask("buy", "unicorn").catch((error) => wasRefused(error)); // => true: sold out, the shop lives on
 */
export function wasRefused(error: unknown): boolean {
  return error instanceof Error && refusals.has(error);
}
