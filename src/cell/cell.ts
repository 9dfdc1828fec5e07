import { ActorError, toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import { Ref } from "../core/ref.ts";
import type { Children, EndMode, Overseer, Running, Seed } from "../core/running.ts";
import { CellContext, type Outcome } from "./context.ts";
import { closureOf, Inbox, type Closure } from "./inbox.ts";
import { Instance } from "./instance.ts";
import type { Locale } from "./locale.ts";
import { runEndedHook } from "./ended-hook.ts";
import type { Runnable } from "./run-queue.ts";
import { isThenable, whenDone } from "./thenable.ts";

type Phase = "starting" | "running" | "failed" | "ending" | "ended";

/**
 * Runs one actor: takes its messages one at a time, and walks it through start, crash, restart and end.
 *
 * It decides nothing about restarts. It reports a crash to its overseer and waits, its messages kept, to be restarted or
 * given up.
 */
export class Cell implements Running, Runnable {
  readonly seed: Seed;
  readonly locale: Locale;
  readonly target: Inbox;
  readonly self: Ref;
  readonly turn: number;

  readonly #overseer: Overseer;
  #phase: Phase = "starting";
  #hasStarted = false;
  #isQueued = false;
  #instance: Instance;
  /** The message whose handler has not returned, or the `init` that has not. */
  #inHand: CellContext | undefined = undefined;
  #children: Children | undefined = undefined;
  /** What it was asked to do as soon as the message in hand allows. */
  #wanted: "drain" | "stop" | undefined = undefined;
  #escalated: Error | undefined = undefined;

  constructor(seed: Seed, overseer: Overseer, locale: Locale, turn: number) {
    this.seed = seed;
    this.locale = locale;
    this.turn = turn;
    this.#overseer = overseer;
    this.target = new Inbox(seed, locale, () => this.#wake());
    this.self = new Ref(seed, this.target);
    this.#instance = new Instance(locale.env.clock, this.target);
    locale.settle(seed.id, this.target);
  }

  /** Runs `init`; the overseer hears how it went. */
  start(): void {
    const { definition, args } = this.seed;
    const instance = new Instance(this.locale.env.clock, this.target);
    const ctx = new CellContext(this, instance, "init", undefined, undefined);
    this.#phase = "starting";
    this.#instance = instance;
    this.#inHand = ctx;
    if (this.#wanted === "drain") instance.timers.close();
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

  restart(): void {
    if (this.#phase === "failed") this.start();
  }

  giveUp(error: Error): void {
    if (this.#phase === "failed") this.#end({ kind: "crashed", error }, "stop");
  }

  drain(): void {
    this.#wanted ??= "drain";
    this.#instance.timers.close();
    this.#continueDraining();
  }

  stop(): void {
    if (this.#phase === "ended") return;
    if (this.#phase === "ending") return void this.#children?.end("stop");
    this.#wanted = "stop";
    this.#instance.timers.close();
    this.target.close({ reason: "STOPPED" });
    this.#inHand?.abort(new ActorError("STOPPED", `Actor "${this.seed.path}" is being stopped`));
    this.#proceed();
  }

  kill(): void {
    if (this.#phase === "ended") return;
    this.#letGo(new ActorError("KILLED", `Actor "${this.seed.path}" was killed`));
    this.#phase = "ending";
    this.#instance.end();
    this.target.close({ reason: "KILLED" });
    whenDone(this.#children?.end("kill"), () => this.#exited({ kind: "killed" }));
  }

  /** A child has spent its restarts: this actor crashes with its error, once the message in hand is done with. */
  escalate(error: Error): void {
    if (this.#phase !== "running" && this.#phase !== "starting") return;
    this.#escalated ??= error;
    const inHand = this.#inHand;
    if (inHand === undefined) return this.#proceed();
    inHand.abort(error);
    // A handler that never returns would keep the crash from the supervisor.
    inHand.limit ??= this.locale.env.clock.setTimer(this.seed.stopTimeoutMs, () => {
      this.#letGo(error);
      this.#proceed();
    });
  }

  run(limit: number): number {
    const { mailbox } = this.target;
    let handled = 0;
    while (handled < limit && this.#inHand === undefined && this.#phase === "running" && mailbox.take()) {
      handled += 1;
      this.#handle();
    }
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
    this.#children ??= this.locale.supervise(this);
    return this.#children.spawn(definition, options);
  }

  #wake(): void {
    if (this.#isQueued || this.#inHand !== undefined || this.#phase !== "running") return;
    if (this.target.mailbox.length === 0) return this.#continueDraining();
    this.#isQueued = true;
    this.locale.runQueue.add(this);
  }

  #handle(): void {
    const { mailbox } = this.target;
    const { type, payload, receipt } = mailbox;
    mailbox.clear();
    if (receipt !== undefined && !receipt.start()) return mailbox.done();
    const handler = this.seed.definition.receive.get(type);
    if (handler === undefined) return this.target.buryUnknown(type, payload, receipt);
    const ctx = new CellContext(this, this.#instance, type, payload, receipt);
    this.#inHand = ctx;
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
    if (this.#inHand !== ctx) return;
    ctx.state = state;
    this.#dealtWith(ctx);
    this.#phase = "running";
    this.#hasStarted = true;
    this.#overseer.started();
    if (ctx.outcome !== undefined) this.#decided(ctx, ctx.outcome);
    this.#proceed();
  }

  /** The hand is free again. */
  #dealtWith(ctx: CellContext): void {
    this.#inHand = undefined;
    ctx.end();
    if (this.#phase !== "starting") this.target.mailbox.done(); // an init is no message
  }

  #limitStart(ctx: CellContext): void {
    const { path, startTimeoutMs } = this.seed;
    ctx.limit = this.locale.env.clock.setTimer(startTimeoutMs, () => {
      const message = `Cannot start actor "${path}": init has not returned after ${startTimeoutMs} ms`;
      this.#failed(ctx, new ActorError("START_TIMEOUT", message));
    });
  }

  #completed(ctx: CellContext, result: unknown): void {
    if (this.#inHand !== ctx) return; // it was let go: nobody waits for what it says
    this.#dealtWith(ctx);
    if (ctx.outcome !== undefined) this.#decided(ctx, ctx.outcome);
    else ctx.receipt?.resolve(result);
    this.#proceed();
  }

  #decided(ctx: CellContext, outcome: Outcome): void {
    if (outcome.kind === "finish") {
      ctx.receipt?.resolve(outcome.value);
      return this.#end({ kind: "done", value: outcome.value }, "drain");
    }
    if (ctx.receipt?.wantsReply === true) ctx.receipt.refuse(outcome.error);
    else this.#fault(outcome.error, ctx);
  }

  #failed(ctx: CellContext, error: Error): void {
    if (this.#inHand !== ctx) return;
    const { isAborted } = ctx;
    this.#dealtWith(ctx);
    ctx.receipt?.reject(error);
    if (isAborted) {
      if (this.#escalated === undefined) this.#fault(error, ctx);
      this.#proceed();
    } else {
      this.#crash(error, ctx);
    }
  }

  /** The hand is free: does what it was asked to meanwhile, else goes on. */
  #proceed(): void {
    if (this.#inHand !== undefined || this.#phase === "ending" || this.#phase === "ended") return;
    if (this.#wanted === "stop") this.#end({ kind: "stopped" }, "stop");
    else if (this.#escalated !== undefined) this.#crash(this.#escalated, undefined);
    else this.#wake();
  }

  #crash(error: Error, ctx: CellContext | undefined): void {
    this.#escalated = undefined;
    this.#phase = "failed";
    this.#instance.end();
    whenDone(this.#children?.end("stop"), () => {
      if (this.#phase !== "failed") return; // stopped or killed meanwhile
      if (this.#hasStarted) return this.#overseer.crashed(error, ctx?.shown);
      this.#leave({ reason: "CRASHED", cause: error });
      this.#overseer.startFailed(error);
    });
  }

  #continueDraining(): void {
    if (this.#wanted !== "drain" || this.#phase !== "running") return;
    const children = this.#children?.end("drain");
    if (children !== undefined) return void children.then(() => this.#continueDraining());
    if (!this.target.isIdle || this.#instance.piped > 0) return;
    this.#end({ kind: "stopped" }, "stop");
  }

  #end(exit: Exit, mode: EndMode): void {
    this.#phase = "ending";
    this.#instance.end();
    this.target.close(closureOf(exit));
    whenDone(this.#children?.end(mode), () => this.#runEnded(exit));
  }

  #runEnded(exit: Exit): void {
    if (this.#phase !== "ending") return;
    if (this.seed.definition.ended === undefined || !this.#hasStarted) return this.#exited(exit);
    this.#overseer.ending();
    void runEndedHook(this, this.#instance.state, exit).then((error) => {
      if (error !== undefined) this.#fault(error, undefined);
      this.#exited(exit);
    });
  }

  #exited(exit: Exit): void {
    if (this.#phase === "ended") return;
    this.#leave(closureOf(exit));
    this.#overseer.ended(exit);
  }

  #leave(closure: Closure): void {
    this.#phase = "ended";
    this.target.close(closure);
    this.locale.leave(this.seed.id);
  }

  /** Stops waiting for the message in hand, as far as anybody outside its handler can tell. */
  #letGo(error: Error): void {
    const ctx = this.#inHand;
    if (ctx === undefined) return;
    this.#dealtWith(ctx);
    ctx.abort(error);
    ctx.receipt?.reject(error);
  }

  #fault(error: Error, ctx: CellContext | undefined): void {
    const message = ctx?.shown;
    this.locale.events.emit("fault", { actor: this.seed.path, error, ...(message && { message }) });
  }
}
