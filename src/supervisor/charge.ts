import type { Timer } from "../core/clock.ts";
import { ActorError, toError, type ActorErrorCode } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import { Ref, type StopOptions, type Wait } from "../core/ref.ts";
import type { EndMode, Overseer, Running, Seed } from "../core/running.ts";
import { ChildRef, type Handle } from "./child-ref.ts";
import type { Decision } from "./decision.ts";
import type { CheckedOptions } from "./spawn-options.ts";

/** What a charge asks of its supervisor. */
export interface Guardian {
  setTimer(ms: number, run: () => void): Timer;
  place(charge: Charge): Running;
  started(charge: Charge): void;
  crashed(charge: Charge, error: Error, message: ShownMessage | undefined): Decision;
  /** How long to wait before the restart that was just decided. */
  pauseMs(charge: Charge): number;
  restarted(charge: Charge): void;
  /** For good. */
  ended(charge: Charge, exit: Exit, hadStarted: boolean): void;
  escalate(error: Error): void;
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
  restarts = 0;

  readonly #guardian: Guardian;
  #running: Running | undefined = undefined;
  #hasStarted = false;
  #startError: ActorError | undefined = undefined;
  #restart: Timer | undefined = undefined;
  #startLimit: Timer | undefined = undefined;
  #endLimit: Timer | undefined = undefined;
  #exit: Exit | undefined = undefined;
  #exited: Promise<Exit> | undefined = undefined;
  #resolveExited: ((exit: Exit) => void) | undefined = undefined;
  #resolveStart: (child: ChildRef) => void = ignore;
  #rejectStart: (error: Error) => void = ignore;

  constructor(seed: Seed, options: CheckedOptions, guardian: Guardian) {
    this.seed = seed;
    this.options = options;
    this.definition = seed.definition;
    this.isTransient = options.transient;
    this.#guardian = guardian;
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
        if (signal?.aborted === true) throw this.#cannotStart("ABORTED", "its signal was aborted", signal.reason);
        this.#running = this.#guardian.place(this);
      } catch (thrown) {
        return this.ended({ kind: "crashed", error: toError(thrown) });
      }
      signal?.addEventListener("abort", this);
      this.#startLimit = this.#guardian.setTimer(startTimeoutMs, () => this.#startTimedOut());
      this.#running.start();
    });
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

  end(mode: EndMode, { timeoutMs, drain = false }: StopOptions = {}): Promise<Exit> {
    const { exited } = this;
    if (this.#exit !== undefined || this.#running === undefined) return exited;
    if (mode === "kill") {
      this.#running.kill();
    } else if (mode === "drain" || drain) {
      if (timeoutMs !== undefined) this.#killAfter(timeoutMs);
      this.#running.drain();
    } else {
      this.#killAfter(timeoutMs ?? this.options.stopTimeoutMs);
      this.#running.stop();
    }
    return exited;
  }

  /** Its signal was aborted. */
  handleEvent(): void {
    void this.end("stop");
  }

  started(): void {
    this.#startLimit?.cancel();
    if (this.#hasStarted) return this.#guardian.restarted(this);
    this.#hasStarted = true;
    this.#guardian.started(this);
    this.#resolveStart(new ChildRef(new Ref(this.seed, (this.#running as Running).target, this.#guardian.wait), this));
  }

  startFailed(error: Error): void {
    const isOurs = error instanceof ActorError && (error.code === "START_TIMEOUT" || error.code === "START_FAILED");
    this.ended({
      kind: "crashed",
      error: isOurs ? error : this.#cannotStart("START_FAILED", error.message, error),
    });
  }

  crashed(error: Error, message: ShownMessage | undefined): void {
    const decision = this.#guardian.crashed(this, error, message);
    if (decision === "restart") {
      this.#restart = this.#guardian.setTimer(this.#guardian.pauseMs(this), () => this.#running?.restart());
      return;
    }
    this.#running?.giveUp(error);
    if (decision === "escalate") this.#guardian.escalate(error);
  }

  ending(): void {
    this.#killAfter(this.options.stopTimeoutMs);
  }

  #killAfter(ms: number): void {
    this.#endLimit?.cancel();
    this.#endLimit = this.#guardian.setTimer(ms, () => this.#running?.kill());
  }

  #startTimedOut(): void {
    this.#startError = this.#cannotStart("START_TIMEOUT", `it has not started after ${this.options.startTimeoutMs} ms`);
    this.#running?.kill();
  }

  #cannotStart(code: ActorErrorCode, why: string, cause?: unknown): ActorError {
    return new ActorError(code, `Cannot start actor "${this.seed.path}": ${why}`, cause === undefined ? {} : { cause });
  }

  #startErrorOf(exit: Exit): Error {
    if (this.#startError !== undefined) return this.#startError;
    if (exit.kind === "crashed") return exit.error;
    return this.#cannotStart("STOPPED", `it was ${exit.kind} before init had returned`);
  }

  ended(exit: Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#startLimit?.cancel();
    this.#endLimit?.cancel();
    this.#restart?.cancel();
    this.options.signal?.removeEventListener("abort", this);
    if (!this.#hasStarted) this.#rejectStart(this.#startErrorOf(exit));
    this.#resolveExited?.(exit); // first: whoever waits hears it whatever becomes of the event
    this.#guardian.ended(this, exit, this.#hasStarted);
  }
}

function ignore(): void {}
