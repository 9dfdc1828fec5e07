import { ActorError, toError } from "../core/errors.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { Cell } from "./cell.ts";
import { CellContext, type Outcome } from "./context.ts";
import { Hand } from "./hand.ts";
import type { Instance } from "./instance.ts";
import { isThenable } from "./thenable.ts";

/** Runs the `init` and the handlers of one actor, and sees to it that each message gets its answer. */
export class Handling {
  readonly hand: Hand;
  readonly #cell: Cell;
  #instance: Instance | undefined = undefined;
  #init: CellContext | undefined = undefined;

  constructor(cell: Cell) {
    this.#cell = cell;
    this.hand = new Hand(cell.seed.definition.concurrency);
  }

  /** Runs `init`; what comes after is handled in that life. */
  begin(instance: Instance): void {
    const { definition, args } = this.#cell.seed;
    const ctx = new CellContext(this.#cell, instance, "init", undefined, undefined, undefined);
    this.#instance = instance;
    this.#init = ctx;
    this.hand.take(ctx);
    try {
      const state = definition.init?.(args, ctx);
      if (!isThenable(state)) return this.#started(ctx, state);
      this.#limitStart(ctx);
      state.then(
        (value) => this.#started(ctx, value),
        (thrown: unknown) => this.#failed(ctx, toError(thrown)),
      );
    } catch (thrown) {
      this.#failed(ctx, toError(thrown));
    }
  }

  /** Handles the message whose turn it is; false if none waits. */
  next(): boolean {
    const { released, mailbox } = this.#cell.target;
    if (released?.take() === true) this.#handle(released, true);
    else if (mailbox.take()) this.#handle(mailbox, false);
    else return false;
    return true;
  }

  abort(why: Error): void {
    for (const ctx of this.hand.contexts) ctx.abort(why);
  }

  /** Calls off what is in hand. A handler that never returns would hold up what must follow: after `ms` it is let go. */
  callOff(why: Error, ms: number, overdue: () => void): void {
    for (const ctx of this.hand.contexts) {
      ctx.abort(why);
      ctx.limit ??= this.#cell.locale.env.clock.setTimer(ms, () => {
        overdue();
        this.letGo(why);
        this.#cell.proceed();
      });
    }
  }

  /** Stops waiting for what is in hand, as far as anybody outside its handlers can tell. */
  letGo(error: Error): void {
    const { locale, seed } = this.#cell;
    for (const ctx of this.hand.contexts) {
      ctx.outcome = undefined;
      this.#dealtWith(ctx);
      ctx.abort(error);
      ctx.receipt?.reject(error);
      ctx.returned = locale.strays.add(seed.path, ctx.type);
    }
  }

  /** `isAgain` for a message that was put aside once. */
  #handle(source: Mailbox, isAgain: boolean): void {
    const { type, payload, receipt, meta } = source;
    source.clear();
    const { seed, target } = this.#cell;
    if (receipt !== undefined && !(isAgain ? receipt.startAgain() : receipt.start())) return target.mailbox.done();
    const handler = seed.definition.receive.get(type);
    if (handler === undefined) return target.buryUnknown(type, payload, receipt);
    const ctx = new CellContext(this.#cell, this.#instance as Instance, type, payload, receipt, meta);
    this.hand.take(ctx);
    try {
      const result = handler(ctx, payload);
      if (!isThenable(result)) return this.#completed(ctx, result);
      result.then(
        (value) => this.#completed(ctx, value),
        (thrown: unknown) => this.#failed(ctx, toError(thrown)),
      );
    } catch (thrown) {
      this.#failed(ctx, toError(thrown));
    }
  }

  #started(ctx: CellContext, state: unknown): void {
    if (ctx.isOver) return ctx.returned?.();
    ctx.state = state;
    this.#dealtWith(ctx);
    this.#cell.started();
    if (ctx.outcome?.kind === "finish") this.#cell.finish(ctx.outcome.value);
    this.#cell.proceed();
  }

  #limitStart(ctx: CellContext): void {
    const { path, startTimeoutMs } = this.#cell.seed;
    ctx.limit = this.#cell.locale.env.clock.setTimer(startTimeoutMs, () => {
      const message = `Cannot start actor "${path}": init has not returned after ${startTimeoutMs} ms`;
      this.#failed(ctx, new ActorError("START_TIMEOUT", message));
    });
  }

  #completed(ctx: CellContext, result: unknown): void {
    if (ctx.isOver) return ctx.returned?.(); // it was let go: nobody waits for what it says
    this.#dealtWith(ctx);
    if (ctx.outcome !== undefined) this.#decided(ctx, ctx.outcome);
    else ctx.receipt?.resolve(result);
    this.#cell.proceed();
  }

  #decided(ctx: CellContext, outcome: Outcome): void {
    const { type, payload, receipt, meta } = ctx;
    if (outcome.kind === "finish") {
      receipt?.resolve(outcome.value);
      this.#cell.finish(outcome.value);
    } else if (outcome.kind === "stash") {
      this.#cell.target.stash(type, payload, receipt, meta);
    } else if (outcome.kind === "refuse") {
      if (receipt?.wantsReply === true) receipt.refuse(outcome.error);
      else this.#cell.fault(outcome.error, ctx.shown);
    }
  }

  #failed(ctx: CellContext, error: Error): void {
    if (ctx.isOver) return ctx.returned?.();
    const { isAborted } = ctx;
    const message = ctx === this.#init ? undefined : ctx.shown;
    ctx.outcome = undefined;
    this.#dealtWith(ctx);
    ctx.receipt?.reject(error);
    this.#cell.failed(error, message, isAborted);
  }

  /** The hand is free of it again. */
  #dealtWith(ctx: CellContext): void {
    this.hand.drop(ctx);
    ctx.end();
    if (ctx === this.#init) this.#init = undefined; // it is no message
    else if (ctx.outcome?.kind !== "stash") this.#cell.target.mailbox.done();
  }
}
