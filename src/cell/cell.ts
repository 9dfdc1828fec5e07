import { ActorError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import type { Ref } from "../core/ref.ts";
import type { ActorLook, Children, EndMode, Glance, Overseer, Running, Seed } from "../core/running.ts";
import { Handling } from "./handling.ts";
import { closureOf, type Closure } from "./closure.ts";
import { createInbox } from "./create-inbox.ts";
import type { Inbox } from "./inbox.ts";
import { Instance } from "./instance.ts";
import { isStronger, type Intent } from "./intent.ts";
import type { Locale } from "./locale.ts";
import { runEndedHook } from "./ended-hook.ts";
import { lookAt, overdueError, type Phase } from "./look.ts";
import { askOnCrash } from "./on-crash.ts";
import { createSelf } from "./self-target.ts";
import { whenDone } from "./thenable.ts";

/**
 * One actor: has its messages handled, and walks it through start, crash, restart and end.
 *
 * It decides nothing about restarts. Down, it keeps its messages and waits for its overseer to restart it or to give it up.
 */
export class Cell implements Running {
  readonly seed: Seed;
  readonly locale: Locale;
  readonly target: Inbox;
  readonly self: Ref;
  readonly turn: number;
  readonly handling: Handling;
  phase: Phase = "starting";
  hasStarted: boolean;
  isDraining = false;
  isInEndedHook = false;
  children: Children | undefined = undefined;
  intent: Intent | undefined = undefined;
  readonly #overseer: Overseer;
  #isKilled = false;
  #areChildrenDraining = false;
  #instance: Instance;

  constructor(seed: Seed, overseer: Overseer, locale: Locale, turn: number) {
    this.seed = seed;
    this.locale = locale;
    this.turn = turn;
    this.hasStarted = seed.hasStarted;
    this.#overseer = overseer;
    this.target = createInbox(seed, locale, () => this.handling.wake());
    this.handling = new Handling(this);
    this.self = createSelf(this);
    this.#instance = this.#createInstance();
    locale.settle(seed.id, this.target);
  }

  /** Runs `init`; the overseer hears how it went. */
  start(): void {
    const instance = this.#createInstance();
    this.phase = "starting";
    this.#instance = instance;
    this.children?.ownerStarts();
    if (this.isDraining) instance.stopTimers();
    this.locale.runQueue.during(this.handling, () => this.handling.begin(instance));
  }

  restart(): void {
    if (this.phase === "down") this.start();
  }

  giveUp(exit: Exit): void {
    if (this.phase === "down") this.#end(exit, "stop");
  }

  halt(): void {
    this.#hurryChildren();
    this.#intend({ kind: "halt" });
  }

  drain(): void {
    this.isDraining = true;
    this.#instance.stopTimers();
    this.continueDraining();
  }

  stop(): void {
    if (this.phase === "ended") return;
    if (this.phase === "ending") return void this.children?.end("stop");
    this.#instance.silence();
    this.target.close({ reason: "STOPPED" });
    this.handling.abort(() => new ActorError("STOPPED", `Actor "${this.seed.path}" is being stopped`));
    this.#intend({ kind: "stop" });
  }

  kill(isOverdue: boolean): void {
    if (this.phase === "ended") return;
    if (isOverdue) this.#blame();
    this.handling.letGo(() => new ActorError("KILLED", `Actor "${this.seed.path}" was killed`));
    this.phase = "ending";
    this.#isKilled = true;
    this.#instance.end({ reason: "KILLED" });
    this.target.close({ reason: "KILLED" });
    whenDone(this.children?.end("kill", isOverdue), () => this.#exited({ kind: "killed" }));
  }

  idle(): Promise<void> {
    return this.target.idle(() => this.handling.inHand);
  }

  look(glance: Glance): Promise<ActorLook> {
    return lookAt(this, glance);
  }

  /** Whether what a child could not be restarted from may crash it: not if it is down or ending anyway. */
  get canCrash(): boolean {
    return this.phase === "running" || this.phase === "starting";
  }

  /** A child cannot be restarted: this actor crashes with its error, once the messages in hand are done with. */
  escalate(error: Error): void {
    this.#hurryChildren();
    this.#intend({ kind: "crash", error, message: undefined, directive: "restart" });
  }

  /** Its children may have finished, and it with them. */
  judge(): void {
    this.#intend({ kind: "judge" });
  }

  get isOpen(): boolean {
    return this.phase === "running" && this.intent === undefined;
  }

  /** What keeps it from ending although nothing waits for it; undefined if nothing does. */
  get awaited(): string | undefined {
    return this.#instance.awaited;
  }

  // What its handling reports.

  started(): void {
    this.phase = "running";
    this.hasStarted = true;
    this.children?.ownerStarted();
    this.#overseer.started();
  }

  finish(value: unknown): void {
    // One that is started again keeps what waits for it, also if it is since it had crashed before.
    if (!this.#isPermanent && this.intent?.kind !== "crash") {
      this.#overseer.closing();
      this.#instance.silence();
      this.target.close({ reason: "FINISHED" });
    }
    this.#intend({ kind: "finish", value });
  }

  failed(error: Error, message: ShownMessage | undefined, isAborted: boolean): void {
    if (!isAborted && this.intent?.kind !== "finish") return this.#crash(error, message);
    if (this.intent?.kind !== "crash") this.fault(error, message);
    this.proceed();
  }

  fault(error: Error, message: ShownMessage | undefined): void {
    this.locale.events.emit("fault", { actor: this.seed.path, error, ...(message && { message }) });
  }

  /** Once the hand is free: does what it was asked to meanwhile, else goes on. */
  proceed(): void {
    const { intent } = this;
    if (intent === undefined) return this.handling.wake();
    if (!this.handling.isIdle || this.phase === "ending" || this.phase === "ended") return;
    this.intent = undefined;
    switch (intent.kind) {
      case "judge":
        return this.#accept(this.children?.takeVerdict());
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

  get #isPermanent(): boolean {
    return this.seed.isPermanent && !this.isDraining;
  }

  #createInstance(): Instance {
    return new Instance(this.seed, this.locale, this.target, () => this.continueDraining());
  }

  #crash(error: Error, message: ShownMessage | undefined): void {
    const { path, definition } = this.seed;
    const directive = askOnCrash(definition, error, message, (failure) => this.fault(failure, message));
    if (directive !== "resume" || message === undefined) {
      return this.#intend({ kind: "crash", error, message, directive });
    }
    this.locale.events.emit("crash", { actor: path, error, message, decision: "resume" });
    this.proceed();
  }

  #intend(intent: Intent): void {
    if (this.phase === "ending" || this.phase === "ended") return;
    if (this.phase === "down" && intent.kind !== "stop") return;
    if (isStronger(intent, this.intent)) {
      this.intent = intent;
      if (intent.kind === "crash") this.#callOff(intent.error);
      if (intent.kind === "halt") {
        this.#callOff(new ActorError("STOPPED", `Actor "${this.seed.path}" is being restarted`));
      }
    }
    this.proceed();
  }

  /** If it is over but for its children, nobody waits any longer for those to drain. */
  #hurryChildren(): void {
    if (this.phase === "down" || this.phase === "ending") void this.children?.end("stop");
  }

  #callOff(why: Error): void {
    this.handling.callOff(why, this.seed.stopTimeoutMs, () => this.#blame());
  }

  /** Reports what holds it up beyond its time. */
  #blame(): void {
    const error = overdueError(this);
    if (error !== undefined) this.fault(error, undefined);
  }

  #accept(verdict: Exit | undefined): void {
    if (verdict?.kind === "done") this.finish(verdict.value);
    else if (verdict?.kind === "crashed") this.escalate(verdict.error);
    else this.handling.wake();
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
    this.#overseer.startFailed(error, directive);
  }

  /** Ends it if it drains and nothing is left to do. */
  continueDraining(): void {
    if (!this.isDraining || !this.isOpen || this.#areChildrenDraining) return;
    const children = this.seed.role === "pool" ? undefined : this.children?.end("drain"); // that needs them to the last
    this.#areChildrenDraining = children !== undefined;
    if (children !== undefined) {
      return void children.then(() => {
        this.#areChildrenDraining = false;
        this.continueDraining();
      });
    }
    if (!this.target.isIdle || this.#instance.isBusy) return;
    this.#overseer.closing();
    this.#end({ kind: "stopped" }, "drain");
  }

  #end(exit: Exit, mode: EndMode): void {
    this.phase = "ending";
    this.#instance.end(closureOf(exit));
    this.target.close(closureOf(exit));
    whenDone(this.children?.end(mode), () => this.#runEnded(exit));
  }

  #runEnded(exit: Exit): void {
    if (this.phase !== "ending" || this.#isKilled) return; // a kill has overtaken this, and runs no hook
    if (this.seed.definition.ended === undefined || !this.hasStarted) return this.#exited(exit);
    this.#overseer.ending();
    this.isInEndedHook = true;
    void runEndedHook(this, this.#instance.state, exit).then((error) => {
      if (error !== undefined) this.fault(error, undefined);
      this.#exited(exit);
    });
  }

  #exited(exit: Exit): void {
    if (this.phase === "ended") return;
    this.#leave(closureOf(exit));
    this.#overseer.ended(exit);
  }

  #leave(closure: Closure): void {
    this.phase = "ended";
    this.target.end(closure);
    this.locale.leave(this.seed.id);
    this.handling.close();
    this.children?.forget();
  }
}
