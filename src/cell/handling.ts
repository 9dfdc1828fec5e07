import { ActorError, toError } from "../core/errors.ts";
import type { Handler } from "../core/definition.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { Cell } from "./cell.ts";
import { CellContext, type Outcome } from "./context.ts";
import type { Inbox } from "./inbox.ts";
import type { Instance } from "./instance.ts";
import { handleAs } from "./batch.ts";
import type { InHand } from "./idle-waits.ts";
import { relayOf } from "./relay.ts";
import { Relaying } from "./relaying.ts";
import type { Runnable } from "./run-queue.ts";
import { isThenable } from "./thenable.ts";
import type { Traffic } from "./traffic.ts";

/**
 * Runs the `init` and the handlers of one actor, and sees to it that each message gets its answer. In hand is what has not
 * returned: one message, or as many as `concurrency` allows.
 */
export class Handling implements Runnable {
  readonly #cell: Cell;
  readonly #target: Inbox;
  readonly #mailbox: Mailbox;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #concurrency: number;
  readonly #traffic: Traffic;
  /** In place of handlers. */
  readonly #relaying: Relaying | undefined;
  #isQueued = false;
  #inHand: CellContext | undefined = undefined;
  #alsoInHand: Set<CellContext> | undefined = undefined;
  #instance: Instance | undefined = undefined;
  #init: CellContext | undefined = undefined;

  constructor(cell: Cell) {
    const { definition } = cell.seed;
    this.#cell = cell;
    this.#target = cell.target;
    this.#mailbox = cell.target.mailbox;
    this.#handlers = definition.receive;
    this.#concurrency = definition.concurrency;
    this.#traffic = cell.locale.traffic;
    const relay = relayOf(definition);
    this.#relaying = relay && new Relaying(cell, relay, () => this.#moved());
  }

  get turn(): number {
    return this.#cell.turn;
  }

  get isIdle(): boolean {
    if (this.#relaying?.isIdle === false) return false;
    return this.#inHand === undefined && (this.#alsoInHand === undefined || this.#alsoInHand.size === 0);
  }

  get inHand(): readonly InHand[] {
    return this.#relaying === undefined ? this.running : [...this.running, ...this.#relaying.inHand];
  }

  /** Those for which code of its own runs. */
  get running(): readonly CellContext[] {
    return [...(this.#inHand === undefined ? [] : [this.#inHand]), ...(this.#alsoInHand ?? [])];
  }

  /** Runs `init`; what comes after is handled in that life. */
  begin(instance: Instance): void {
    const { definition, args } = this.#cell.seed;
    const ctx = new CellContext(this.#cell, instance, "init", undefined, undefined, undefined);
    this.#instance = instance;
    this.#init = ctx;
    this.#take(ctx);
    try {
      const state = definition.init?.(args, ctx);
      if (!isThenable(state)) return this.#started(ctx, state);
      this.#limitStart(ctx);
      this.#await(ctx, state);
    } catch (thrown) {
      this.#failed(ctx, toError(thrown));
    }
  }

  /** Enters the run queue if there is something to do. */
  wake(): void {
    if (this.#isQueued || !this.#cell.isOpen) return;
    if (this.#relaying === undefined && this.#isFull) return;
    if (this.#target.length === 0) return this.#cell.continueDraining();
    if (this.#relaying?.offer() === false) return;
    this.#isQueued = true;
    this.#cell.locale.runQueue.add(this);
  }

  run(limit: number): number {
    const cell = this.#cell;
    const mailbox = this.#mailbox;
    let handled = 0;
    while (handled < limit && cell.isOpen && !this.#isFull) {
      const { released } = this.#target;
      if (released?.take() === true) this.#handle(released, true);
      else if (mailbox.take()) this.#handle(mailbox, false);
      else break;
      handled += 1;
      if (this.#target.idleWaits !== undefined) this.#lookIdle();
    }
    if (!cell.isOpen) cell.proceed();
    this.#target.entrance.admit();
    this.#isQueued = false;
    this.wake();
    cell.locale.traffic.moved();
    return handled;
  }

  // The reasons are made when they are needed: most actors that end have nothing in hand, and an error is dear.

  abort(why: () => Error): void {
    if (this.isIdle) return;
    const error = why();
    for (const ctx of this.running) ctx.abort(error);
    this.#relaying?.abort(error);
  }

  /** Calls off what is in hand. A handler that never returns would hold up what must follow: after `ms` it is let go. */
  callOff(why: Error, ms: number, overdue: () => void): void {
    const end = (): void => {
      overdue();
      this.letGo(() => why);
      this.#cell.proceed();
    };
    for (const ctx of this.running) {
      ctx.abort(why);
      ctx.limit ??= this.#cell.locale.patientClock.setTimer(ms, end);
    }
    this.#relaying?.callOff(why, ms, end);
  }

  /** Stops waiting for what is in hand, as far as anybody outside its handlers can tell. */
  letGo(why: () => Error): void {
    if (this.isIdle) return;
    const error = why();
    for (const ctx of this.running) {
      this.#giveUp(ctx, error);
      this.#stray(ctx, error);
    }
    this.#relaying?.letGo(error);
    this.#moved();
  }

  /** It has ended for good. */
  close(): void {
    this.#relaying?.close();
  }

  /** Nothing more may be started. */
  get #isFull(): boolean {
    if (this.#inHand === undefined) return this.#relaying?.offer() === false;
    return this.#concurrency === 1 || this.#concurrency <= 1 + (this.#alsoInHand?.size ?? 0);
  }

  /** `isAgain` for a message that was put aside once. */
  #handle(source: Mailbox, isAgain: boolean): void {
    const { type, payload, receipt, meta } = source;
    source.clear();
    if (receipt !== undefined) {
      if (receipt.isReserved && !isAgain) this.#target.entrance.leftReserved();
      if (!(isAgain ? receipt.startAgain() : receipt.start())) return this.#calledOff();
    }
    const handler = this.#handlers.get(type);
    if (handler === undefined) return this.#target.buryUnknown(type, payload, receipt);
    this.#traffic.handled += 1;
    if (this.#relaying !== undefined) return this.#relaying.take(type, payload, receipt, meta);
    const ctx = new CellContext(this.#cell, this.#instance as Instance, type, payload, receipt, meta);
    this.#take(ctx);
    try {
      const result = meta === undefined ? handler(ctx, payload) : handleAs(meta, handler, ctx);
      if (isThenable(result)) this.#await(ctx, result);
      else this.#completed(ctx, result);
    } catch (thrown) {
      this.#failed(ctx, toError(thrown));
    }
  }

  #calledOff(): void {
    this.#mailbox.done();
    this.#traffic.withdrawn += 1;
  }

  /** Apart from the rest, since its closures would cost every message a scope to keep `ctx` in. */
  #await(ctx: CellContext, result: PromiseLike<unknown>): void {
    const isInit = ctx === this.#init;
    ctx.isAwaited = true;
    this.#traffic.awaited += 1;
    result.then(
      (value) => {
        if (isInit) this.#started(ctx, value);
        else this.#replied(ctx, value);
        this.#moved();
      },
      (thrown: unknown) => {
        this.#failed(ctx, toError(thrown));
        this.#moved();
      },
    );
  }

  #replied(ctx: CellContext, value: unknown): void {
    this.#completed(ctx, value);
    this.#cell.proceed();
  }

  #moved(): void {
    if (this.#target.idleWaits !== undefined) this.#lookIdle();
    this.#traffic.moved();
  }

  #lookIdle(): void {
    const { idleWaits } = this.#target;
    idleWaits?.look();
    if (idleWaits?.isEmpty === true) this.#target.idleWaits = undefined;
  }

  #take(ctx: CellContext): void {
    if (this.#inHand === undefined) this.#inHand = ctx;
    else (this.#alsoInHand ??= new Set()).add(ctx);
  }

  #started(ctx: CellContext, state: unknown): void {
    if (ctx.isOver) return ctx.returned?.();
    ctx.state = state;
    this.#drop(ctx);
    this.#cell.started();
    if (ctx.outcome?.kind === "finish") this.#cell.finish(ctx.outcome.value);
    this.#cell.proceed();
  }

  #limitStart(ctx: CellContext): void {
    const { path, startTimeoutMs } = this.#cell.seed;
    ctx.limit = this.#cell.locale.patientClock.setTimer(startTimeoutMs, () => {
      const message = `Cannot start actor "${path}": init has not returned after ${startTimeoutMs} ms`;
      const error = new ActorError("START_TIMEOUT", message);
      const { isAborted } = ctx;
      this.#giveUp(ctx, error);
      this.#stray(ctx, error); // before its end can be: what follows from this may do so at once
      this.#cell.failed(error, undefined, isAborted);
      this.#moved();
    });
  }

  #completed(ctx: CellContext, result: unknown): void {
    if (ctx.isOver) return ctx.returned?.(); // it was let go: nobody waits for what it says
    this.#drop(ctx);
    if (ctx.outcome !== undefined) return this.#decided(ctx, ctx.outcome);
    this.#mailbox.done();
    ctx.receipt?.resolve(result);
  }

  #decided({ type, payload, receipt, meta, shown }: CellContext, outcome: Outcome): void {
    if (outcome.kind === "stash") return this.#target.stash(type, payload, receipt, meta);
    this.#mailbox.done();
    if (outcome.kind === "finish") {
      receipt?.resolve(outcome.reply ?? outcome.value);
      this.#cell.finish(outcome.value);
    } else if (outcome.kind === "refuse") {
      if (receipt?.wantsReply === true) receipt.refuse(outcome.error);
      else this.#cell.fault(outcome.error, shown);
    }
  }

  #failed(ctx: CellContext, error: Error): void {
    if (ctx.isOver) return ctx.returned?.();
    const isInit = ctx === this.#init;
    this.#giveUp(ctx, error);
    if (this.#cell.seed.role === "worker" && !isInit) return this.#jobFailed(ctx, error);
    this.#cell.failed(error, isInit ? undefined : ctx.shown, ctx.isAborted);
  }

  /** Whoever asked for it knows; the worker goes on. */
  #jobFailed(ctx: CellContext, error: Error): void {
    if (ctx.receipt?.wantsReply !== true) this.#cell.fault(error, ctx.shown);
    this.#cell.proceed();
  }

  #giveUp(ctx: CellContext, error: Error): void {
    if (ctx !== this.#init) this.#mailbox.done();
    this.#drop(ctx);
    ctx.receipt?.reject(error);
  }

  /** Its code still runs, though nobody waits for it: it can only be told. */
  #stray(ctx: CellContext, why: Error): void {
    ctx.abort(why);
    ctx.returned = this.#cell.locale.strays.add(this.#cell.seed.path, ctx.type);
  }

  #drop(ctx: CellContext): void {
    if (this.#inHand === ctx) this.#inHand = undefined;
    else this.#alsoInHand?.delete(ctx);
    if (ctx.isAwaited) this.#traffic.awaited -= 1;
    if (this.#init === ctx) this.#init = undefined;
    ctx.end();
  }
}
