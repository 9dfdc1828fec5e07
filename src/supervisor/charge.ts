import type { Timer } from "../core/clock.ts";
import type { CrashDirective } from "../core/definition.ts";
import { toError, type ActorError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import { Ref, type Forwarder, type Wait } from "../core/ref.ts";
import type { StopOptions } from "../core/wait-options.ts";
import type { EndMode, Overseer, Running, Seed } from "../core/running.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { FailureStreak } from "./backoff.ts";
import { ChildRef, type Handle } from "./child-ref.ts";
import type { CheckedOptions } from "./spawn-options.ts";
import { endedBeforeStart, failedStart, startError } from "./start-error.ts";

/** How a child went down. */
export interface Failure {
  readonly exit: Extract<Exit, { kind: "crashed" | "done" }>;
  readonly message: ShownMessage | undefined;
  readonly directive: CrashDirective;
  /** How long it had been up: not at all if it could not start. */
  readonly ranMs: number;
}

/** What a charge asks of its supervisor. */
export interface Guardian {
  now(): number;
  setTimer(ms: number, run: () => void): Timer;
  readonly aborts: AbortListeners;
  place(charge: Charge): Running;
  started(charge: Charge): void;
  restarted(charge: Charge): void;
  /** It is down, and waits for what is decided. */
  failed(charge: Charge, failure: Failure): void;
  /** For good. */
  ended(charge: Charge, exit: Exit, hadStarted: boolean): void;
  hold(): () => void;
  /** For the refs that it hands out. */
  readonly wait: Wait;
}

/**
 * One child, seen from its supervisor: it hears what becomes of the child and sees to it that what the supervisor
 * decides, and every limit on it, is kept.
 */
export class Charge implements Overseer, Handle {
  readonly seed: Seed;
  readonly options: CheckedOptions;
  readonly definition: object;
  readonly isTransient: boolean;
  readonly streak: FailureStreak;
  restarts = 0;
  /** A sibling on which it may depend failed while it was starting. */
  isOutdated = false;
  /** When it started last. */
  startedAt: number;

  readonly #guardian: Guardian;
  #running: Running | undefined = undefined;
  #hasStarted = false;
  #isUp = false;
  #startError: ActorError | undefined = undefined;
  #startLimit: Timer | undefined = undefined;
  #endLimit: Timer | undefined = undefined;
  #endDue = Infinity;
  #exit: Exit | undefined = undefined;
  #exited: Promise<Exit> | undefined = undefined;
  #resolveExited: ((exit: Exit) => void) | undefined = undefined;
  #resolveStart: (child: ChildRef) => void = ignore;
  #rejectStart: (error: Error) => void = ignore;
  /** Who waits for it to be down, or up again, or gone. */
  #whenMoved: (() => void) | undefined = undefined;

  constructor(seed: Seed, options: CheckedOptions, streak: FailureStreak, guardian: Guardian) {
    this.seed = seed;
    this.options = options;
    this.definition = seed.definition;
    this.isTransient = options.transient;
    this.streak = streak;
    this.#guardian = guardian;
    this.startedAt = guardian.now();
  }

  /**
   * Starts the child and resolves with its ref; whatever rejects it, nothing of the child is left then.
   *
   * @throws {ActorError} as `spawn`.
   */
  start(): Promise<ChildRef> {
    return new Promise((resolve, reject) => {
      this.#resolveStart = resolve;
      this.#rejectStart = reject;
      const { signal, startTimeoutMs } = this.options;
      try {
        if (signal?.aborted === true) throw this.#abortError();
        this.#running = this.#guardian.place(this);
      } catch (thrown) {
        return this.ended({ kind: "crashed", error: toError(thrown) });
      }
      if (signal !== undefined) this.#guardian.aborts.add(signal, this);
      this.#running.start();
      if (this.#hasStarted || this.isGone) return; // as most have by now: a timer each would cost half the start
      this.#startLimit = this.#guardian.setTimer(startTimeoutMs, () => this.#startTimedOut());
    });
  }

  get name(): string {
    return this.seed.name;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  get target(): Forwarder {
    return (this.#running as Running).target;
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Neither down nor gone. */
  get isUp(): boolean {
    return this.#isUp;
  }

  get isGone(): boolean {
    return this.#exit !== undefined;
  }

  get exited(): Promise<Exit> {
    if (this.#exited === undefined) {
      if (this.#exit !== undefined) return (this.#exited = Promise.resolve(this.#exit));
      const release = this.#guardian.hold();
      this.#exited = new Promise((resolve) => {
        this.#resolveExited = (exit) => {
          release();
          resolve(exit);
        };
      });
    }
    return this.#exited;
  }

  end(mode: EndMode, { timeoutMs, drain = false }: StopOptions = {}, isOverdue = false): Promise<Exit> {
    const { exited } = this;
    if (this.#exit !== undefined || this.#running === undefined) return exited;
    if (mode === "kill") {
      this.#running.kill(isOverdue);
    } else if (mode === "drain" || drain) {
      if (timeoutMs !== undefined) this.#killAfter(timeoutMs);
      this.#running.drain();
    } else {
      this.#killAfter(timeoutMs ?? this.options.stopTimeoutMs);
      this.#running.stop();
    }
    return exited;
  }

  idle(): Promise<void> {
    const release = this.#guardian.hold();
    return (this.#running as Running).idle().finally(release);
  }

  /** Takes it down for a sibling's sake; resolves when it is, or gone. */
  halt(): Promise<void> {
    if (!this.#isUp) return Promise.resolve();
    return this.#move((running) => running.halt());
  }

  /** Resolves when it runs again, is down once more, or gone. */
  restart(): Promise<void> {
    if (this.#isUp || this.isGone) return Promise.resolve();
    return this.#move((running) => running.restart());
  }

  /** When it is down: ends it in that way. */
  giveUp(exit: Exit): void {
    this.#killAfter(this.options.stopTimeoutMs); // a host that is blocked would hold this up
    this.#running?.giveUp(exit);
  }

  /** Its signal was aborted. */
  aborted(): void {
    if (!this.#hasStarted) this.#startError = this.#abortError();
    void this.end("stop");
  }

  started(): void {
    if (this.#startError !== undefined) return; // too late: it was told to end, and what limits its start still does
    this.#startLimit?.cancel();
    this.#isUp = true;
    this.startedAt = this.#guardian.now();
    if (this.#hasStarted) {
      this.restarts += 1;
      this.#guardian.restarted(this);
      return this.#moved();
    }
    this.#hasStarted = true;
    this.#guardian.started(this);
    this.#resolveStart(new ChildRef(new Ref(this.seed, (this.#running as Running).target, this.#guardian.wait), this));
  }

  startFailed(error: Error): void {
    this.ended({ kind: "crashed", error: failedStart(this.seed.path, error) });
  }

  crashed(error: Error, message: ShownMessage | undefined, directive: CrashDirective): void {
    this.#failed({ kind: "crashed", error }, message, directive);
  }

  finished(value: unknown): void {
    this.#failed({ kind: "done", value }, undefined, "restart");
  }

  halted(): void {
    this.#isUp = false;
    this.#moved();
  }

  closing(): void {}

  ending(): void {
    this.#endDue = Infinity; // its hook has a time of its own
    this.#killAfter(this.options.stopTimeoutMs);
  }

  ended(exit: Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#isUp = false;
    this.#startLimit?.cancel();
    this.#endLimit?.cancel();
    if (this.options.signal !== undefined) this.#guardian.aborts.remove(this.options.signal, this);
    if (!this.#hasStarted) this.#rejectStart(this.#startError ?? endedBeforeStart(this.seed.path, exit));
    this.#resolveExited?.(exit); // first: whoever waits hears it whatever becomes of the event
    this.#guardian.ended(this, exit, this.#hasStarted);
    this.#moved();
  }

  #failed(exit: Failure["exit"], message: ShownMessage | undefined, directive: CrashDirective): void {
    const ranMs = this.#isUp ? this.#guardian.now() - this.startedAt : 0;
    this.#isUp = false;
    if (this.#startError === undefined) this.#guardian.failed(this, { exit, message, directive, ranMs });
    this.#moved();
  }

  #move(how: (running: Running) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#whenMoved = resolve;
      how(this.#running as Running);
    });
  }

  #moved(): void {
    this.#whenMoved?.();
    this.#whenMoved = undefined;
  }

  /** The earliest limit counts: who stops it once more does not give it more time. */
  #killAfter(ms: number): void {
    const due = this.#guardian.now() + ms;
    if (due >= this.#endDue) return;
    this.#endLimit?.cancel();
    this.#endDue = due;
    this.#endLimit = this.#guardian.setTimer(ms, () => this.#running?.kill(true));
  }

  #startTimedOut(): void {
    const why = `it has not started after ${this.options.startTimeoutMs} ms`;
    this.#startError ??= startError(this.seed.path, "START_TIMEOUT", why);
    this.#running?.kill(false);
  }

  #abortError(): ActorError {
    return startError(this.seed.path, "ABORTED", "its signal was aborted", this.options.signal?.reason);
  }
}

function ignore(): void {}
