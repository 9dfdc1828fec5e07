import { ActorError, toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import { Ref } from "../core/ref.ts";
import type { ActorLook, Children, EndMode, Overseer, Running, Seed } from "../core/running.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { CellContext, type Outcome } from "./context.ts";
import { Hand } from "./hand.ts";
import { closureOf, Inbox, type Closure } from "./inbox.ts";
import { Instance } from "./instance.ts";
import { isStronger, type Intent } from "./intent.ts";
import type { Locale } from "./locale.ts";
import { runEndedHook } from "./ended-hook.ts";
import { lookAt, overdueError, type Phase } from "./look.ts";
import { askOnCrash } from "./on-crash.ts";
import type { Runnable } from "./run-queue.ts";
import { createSelf, createFreshSelf } from "./self-target.ts";
import { isThenable, whenDone } from "./thenable.ts";

/**
 * Runs one actor: takes its messages, and walks it through start, crash, restart and end.
 *
 * It decides nothing about restarts. Down, it keeps its messages and waits for its overseer to restart it or to give it up.
 */
export class Cell implements Running, Runnable {
  readonly seed: Seed;
  readonly locale: Locale;
  readonly target: Inbox;
  readonly self: Ref;
  readonly turn: number;
  readonly hand: Hand;
  phase: Phase = "starting";
  hasStarted = false;
  isDraining = false;
  isInEndedHook = false;
  children: Children | undefined = undefined;
  intent: Intent | undefined = undefined;

  readonly #overseer: Overseer;
  #isQueued = false;
  #instance: Instance;

  constructor(seed: Seed, overseer: Overseer, locale: Locale, turn: number) {
    this.seed = seed;
    this.locale = locale;
    this.turn = turn;
    this.hand = new Hand(seed.definition.concurrency);
    this.#overseer = overseer;
    this.target = new Inbox(seed, locale, () => this.#wake());
    this.self = createSelf(this);
    this.#instance = this.#createInstance();
    locale.settle(seed.id, this.target);
  }

  /** Runs `init`; the overseer hears how it went. */
  start(): void {
    const { definition, args } = this.seed;
    const instance = this.#createInstance();
    const ctx = new CellContext(this, instance, "init", undefined, undefined, undefined);
    this.phase = "starting";
    this.#instance = instance;
    this.hand.take(ctx);
    this.children?.ownerStarts();
    if (this.isDraining) instance.stopTimers();
    this.locale.runQueue.during(this, () => {
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
    });
  }

  restart(): void {
    if (this.phase === "down") this.start();
  }

  giveUp(exit: Exit): void {
    if (this.phase === "down") this.#end(exit, "stop");
  }

  halt(): void {
    this.#intend({ kind: "halt" });
  }

  drain(): void {
    this.isDraining = true;
    this.#instance.stopTimers();
    this.#continueDraining();
  }

  stop(): void {
    if (this.phase === "ended") return;
    if (this.phase === "ending") return void this.children?.end("stop");
    this.#instance.stopTimers();
    this.target.close({ reason: "STOPPED" });
    const why = new ActorError("STOPPED", `Actor "${this.seed.path}" is being stopped`);
    for (const ctx of this.hand.contexts) ctx.abort(why);
    this.#intend({ kind: "stop" });
  }

  kill(isOverdue: boolean): void {
    if (this.phase === "ended") return;
    if (isOverdue) this.#fault(overdueError(this), undefined);
    this.#letGo(new ActorError("KILLED", `Actor "${this.seed.path}" was killed`));
    this.phase = "ending";
    this.#instance.end({ reason: "KILLED" });
    this.target.close({ reason: "KILLED" });
    whenDone(this.children?.end("kill", isOverdue), () => this.#exited({ kind: "killed" }));
  }

  look(along: readonly string[] | undefined): Promise<ActorLook> {
    return lookAt(this, along);
  }

  /** A child cannot be restarted: this actor crashes with its error, once the messages in hand are done with. */
  escalate(error: Error): void {
    this.#intend({ kind: "crash", error, message: undefined, directive: "restart" });
  }

  /** Its children may have finished, and it with them. */
  judge(): void {
    this.#intend({ kind: "judge" });
  }

  run(limit: number): number {
    let handled = 0;
    while (handled < limit && !this.hand.isFull && this.phase === "running" && this.#takeNext()) handled += 1;
    this.target.admit();
    this.#isQueued = false;
    this.#wake();
    return handled;
  }

  /** @throws {ActorError} `STOPPED` if the instance that spawns is over. */
  async spawn(instance: Instance, definition: unknown, options: unknown): Promise<unknown> {
    if (instance.isOver) {
      const message = `Cannot spawn under actor "${this.seed.path}": it has ended or was restarted`;
      throw new ActorError("STOPPED", message);
    }
    this.children ??= this.locale.supervise(this);
    return this.children.spawn(definition, options);
  }

  unstash(instance: Instance): void {
    if (!instance.isOver) this.target.unstash();
  }

  /** The ref to itself that a handler gets, which knows that it is used in there. */
  selfInside(): Ref {
    return this.locale.runQueue.current === this ? this.self : createFreshSelf(this);
  }

  #createInstance(): Instance {
    return new Instance(this.seed, this.locale, this.target, () => this.#continueDraining());
  }

  #wake(): void {
    if (this.#isQueued || this.hand.isFull || this.phase !== "running" || this.intent !== undefined) return;
    if (this.target.length === 0) return this.#continueDraining();
    this.#isQueued = true;
    this.locale.runQueue.add(this);
  }

  #takeNext(): boolean {
    if (this.intent !== undefined) return false;
    const { released, mailbox } = this.target;
    if (released !== undefined) this.#handle(released, true);
    else if (mailbox.take()) this.#handle(mailbox, false);
    else return false;
    return true;
  }

  #handle(source: Mailbox, isAgain: boolean): void {
    const { type, payload, receipt, meta } = source;
    source.clear();
    const { mailbox } = this.target;
    if (receipt !== undefined && !(isAgain ? receipt.startAgain() : receipt.start())) return mailbox.done();
    const handler = this.seed.definition.receive.get(type);
    if (handler === undefined) return this.target.buryUnknown(type, payload, receipt);
    const ctx = new CellContext(this, this.#instance, type, payload, receipt, meta);
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
    this.phase = "running";
    this.hasStarted = true;
    this.children?.ownerStarted();
    this.#overseer.started();
    if (ctx.outcome?.kind === "finish") this.#finish(ctx.outcome.value);
    else this.#proceed();
  }

  /** The hand is free of it again. */
  #dealtWith(ctx: CellContext): void {
    this.hand.drop(ctx);
    ctx.end();
    if (this.phase === "starting") return; // an init is no message
    if (ctx.outcome?.kind !== "stash") this.target.mailbox.done();
  }

  #limitStart(ctx: CellContext): void {
    const { path, startTimeoutMs } = this.seed;
    ctx.limit = this.locale.env.clock.setTimer(startTimeoutMs, () => {
      const message = `Cannot start actor "${path}": init has not returned after ${startTimeoutMs} ms`;
      this.#failed(ctx, new ActorError("START_TIMEOUT", message));
    });
  }

  #completed(ctx: CellContext, result: unknown): void {
    if (ctx.isOver) return ctx.returned?.(); // it was let go: nobody waits for what it says
    this.#dealtWith(ctx);
    if (ctx.outcome !== undefined) this.#decided(ctx, ctx.outcome);
    else ctx.receipt?.resolve(result);
    this.#proceed();
  }

  #decided(ctx: CellContext, outcome: Outcome): void {
    const { type, payload, receipt, meta } = ctx;
    if (outcome.kind === "finish") {
      receipt?.resolve(outcome.value);
      this.#finish(outcome.value);
    } else if (outcome.kind === "stash") {
      this.target.stash(type, payload, receipt, meta);
    } else if (outcome.kind === "refuse") {
      if (receipt?.wantsReply === true) receipt.refuse(outcome.error);
      else this.#fault(outcome.error, ctx);
    }
  }

  #finish(value: unknown): void {
    // One that is started again keeps what waits for it.
    if (!this.#isPermanent) this.target.close({ reason: "FINISHED" });
    this.#intend({ kind: "finish", value });
  }

  #failed(ctx: CellContext, error: Error): void {
    if (ctx.isOver) return ctx.returned?.();
    const { isAborted } = ctx;
    const isInit = this.phase === "starting";
    ctx.outcome = undefined;
    this.#dealtWith(ctx);
    ctx.receipt?.reject(error);
    if (!isAborted && this.intent?.kind !== "finish") return this.#crash(error, isInit ? undefined : ctx);
    if (this.intent?.kind !== "crash") this.#fault(error, isInit ? undefined : ctx);
    this.#proceed();
  }

  #crash(error: Error, ctx: CellContext | undefined): void {
    const message = ctx?.shown;
    const { path, definition } = this.seed;
    const directive = askOnCrash(definition, error, message, (failure) => this.#fault(failure, ctx));
    if (directive !== "resume" || message === undefined) {
      return this.#intend({ kind: "crash", error, message, directive });
    }
    this.locale.events.emit("crash", { actor: path, error, message, decision: "resume" });
    this.#proceed();
  }

  #intend(intent: Intent): void {
    if (this.phase === "ending" || this.phase === "ended") return;
    if (this.phase === "down" && intent.kind !== "stop") return;
    if (!isStronger(intent, this.intent)) return this.#proceed();
    this.intent = intent;
    if (intent.kind === "crash") this.#hurry(intent.error);
    if (intent.kind === "halt") this.#hurry(new ActorError("STOPPED", `Actor "${this.seed.path}" is being restarted`));
    this.#proceed();
  }

  /** Calls off what is in hand. A handler that never returns would hold up what must follow: it is let go in the end. */
  #hurry(why: Error): void {
    for (const ctx of this.hand.contexts) {
      ctx.abort(why);
      ctx.limit ??= this.locale.env.clock.setTimer(this.seed.stopTimeoutMs, () => {
        this.#fault(overdueError(this), ctx);
        this.#letGo(why);
        this.#proceed();
      });
    }
  }

  /** Once the hand is free: does what it was asked to meanwhile, else goes on. */
  #proceed(): void {
    const { intent } = this;
    if (intent === undefined) return this.#wake();
    if (!this.hand.isEmpty || this.phase === "ending" || this.phase === "ended") return;
    this.intent = undefined;
    switch (intent.kind) {
      case "judge":
        return this.#accept(this.children?.verdict);
      case "halt":
        return this.#goDown({ reason: "STOPPED" }, "stop", () => this.#overseer.halted());
      case "crash":
        return this.#goDown(closureOf({ kind: "crashed", error: intent.error }), "stop", () => this.#crashed(intent));
      case "finish":
        if (!this.#isPermanent) return this.#end({ kind: "done", value: intent.value }, "drain");
        return this.#goDown({ reason: "FINISHED" }, "drain", () => this.#overseer.finished(intent.value));
      case "stop":
        return this.#end({ kind: "stopped" }, "stop");
    }
  }

  #accept(verdict: Exit | undefined): void {
    if (verdict?.kind === "done") this.#finish(verdict.value);
    else if (verdict?.kind === "crashed") this.escalate(verdict.error);
    else this.#wake();
  }

  get #isPermanent(): boolean {
    return this.seed.isPermanent && !this.isDraining;
  }

  #goDown(closure: Closure, mode: EndMode, tell: () => void): void {
    this.phase = "down";
    this.#instance.end(closure);
    whenDone(this.children?.end(mode), () => {
      if (this.phase === "down") tell(); // else it was stopped or killed meanwhile
    });
  }

  #crashed({ error, message, directive }: Extract<Intent, { kind: "crash" }>): void {
    if (this.hasStarted) return this.#overseer.crashed(error, message, directive);
    this.#leave({ reason: "CRASHED", cause: error });
    this.#overseer.startFailed(error);
  }

  #continueDraining(): void {
    if (!this.isDraining || this.phase !== "running" || this.intent !== undefined) return;
    const children = this.children?.end("drain");
    if (children !== undefined) return void children.then(() => this.#continueDraining());
    if (this.target.isIdle && !this.#instance.isBusy) this.#end({ kind: "stopped" }, "stop");
  }

  #end(exit: Exit, mode: EndMode): void {
    this.phase = "ending";
    this.#instance.end(closureOf(exit));
    this.target.close(closureOf(exit));
    whenDone(this.children?.end(mode), () => this.#runEnded(exit));
  }

  #runEnded(exit: Exit): void {
    if (this.phase !== "ending") return;
    if (this.seed.definition.ended === undefined || !this.hasStarted) return this.#exited(exit);
    this.#overseer.ending();
    this.isInEndedHook = true;
    void runEndedHook(this, this.#instance.state, exit).then((error) => {
      if (error !== undefined) this.#fault(error, undefined);
      this.#exited(exit);
    });
  }

  #exited(exit: Exit): void {
    if (this.phase === "ended") return;
    this.#leave(closureOf(exit));
    this.#overseer.ended(exit);
    this.children?.forget();
  }

  #leave(closure: Closure): void {
    this.phase = "ended";
    this.target.close(closure);
    this.locale.leave(this.seed.id);
  }

  /** Stops waiting for what is in hand, as far as anybody outside its handlers can tell. */
  #letGo(error: Error): void {
    for (const ctx of this.hand.contexts) {
      ctx.outcome = undefined;
      this.#dealtWith(ctx);
      ctx.abort(error);
      ctx.receipt?.reject(error);
      ctx.returned = this.locale.strays.add(this.seed.path, ctx.type);
    }
  }

  #fault(error: Error, ctx: CellContext | undefined): void {
    const message = ctx?.shown;
    this.locale.events.emit("fault", { actor: this.seed.path, error, ...(message && { message }) });
  }
}
