import { ActorError, type ActorErrorCode } from "../core/errors.ts";
import { markRefused } from "../core/outcome.ts";
import type { Receipt } from "../core/receipt.ts";
import type { Wait } from "../core/ref.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { Bucket, Deadlined, Deadlines } from "./deadlines.ts";
import type { RunQueue } from "./run-queue.ts";

/** What an ask or send needs of its host. */
export interface PendingScope {
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners;
  readonly askTimeoutMs: number;
  /** No chain of sends, or of refusals, may keep timers and I/O from their turn. */
  readonly runQueue: Pick<RunQueue, "settle">;
  /** Keeps the process alive until `release`, if it is plain code that waits; returns whether it does. */
  hold(): boolean;
  release(): void;
}

/**
 * An ask or a send on its sender's side: a promise, its deadline and its abort signal.
 *
 * It settles once; whoever comes later (a late reply, a deadline) is ignored. For an ask it is also the receipt that the
 * receiver on the same host answers to.
 */
export class Pending implements Receipt, Deadlined {
  bucket: Bucket | undefined = undefined;
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  readonly wantsReply = true;
  readonly isReserved = false;
  isGivenUp = false;

  readonly #scope: PendingScope;
  readonly #verb: "ask" | "send";
  readonly #to: string;
  readonly #type: string;
  readonly #resolve: (value: never) => void;
  readonly #reject: (error: Error) => void;
  #signal: AbortSignal | undefined = undefined;
  #timeoutMs = Infinity;
  #isHolding = false;
  #isSettled = false;
  /** Whether it is accepted only its receiver knows: it is not given up before that has said so. */
  #isUndecided = false;
  #whyGivenUp: Error | undefined = undefined;
  #givenUp: (() => void)[] | undefined = undefined;

  constructor(
    scope: PendingScope,
    verb: "ask" | "send",
    to: string,
    type: string,
    resolve: (value: never) => void,
    reject: (error: Error) => void,
  ) {
    this.#scope = scope;
    this.#verb = verb;
    this.#to = to;
    this.#type = type;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Starts the limits. An aborted signal rejects at once, and the caller then sends nothing. */
  limit(wait: Wait): void {
    this.#signal = wait.signal;
    this.#isHolding = wait.isPlain === true && this.#scope.hold();
    this.#timeoutMs = wait.timeoutMs ?? (this.#verb === "ask" ? this.#scope.askTimeoutMs : Infinity);
    if (wait.signal?.aborted === true) return this.aborted();
    this.#scope.deadlines.add(this, this.#timeoutMs);
    if (wait.signal !== undefined) this.#scope.aborts.add(wait.signal, this);
  }

  start(): boolean {
    return true;
  }

  startAgain(): boolean {
    return true;
  }

  stash(): void {}

  resolve(value: unknown): void {
    if (!this.#settle()) return;
    if (this.#verb === "ask") this.#resolve(value as never); // its handler had its turn in the run queue
    else this.#scope.runQueue.settle(() => this.#resolve(value as never));
  }

  reject(error: Error): void {
    if (!this.#settle()) return;
    const why = this.#whyGivenUp ?? error;
    this.#scope.runQueue.settle(() => this.#reject(why));
  }

  refuse(error: Error): void {
    markRefused(error);
    this.reject(error);
  }

  onGivenUp(listener: () => void): void {
    if (this.isGivenUp) return listener();
    if (!this.#isSettled) (this.#givenUp ??= []).push(listener);
  }

  /** It is on its way: from now on a limit only asks for it to be called off, and the receiver's answer counts. */
  leaveUndecided(): void {
    this.#isUndecided = true;
  }

  expired(): void {
    this.#giveUp(this.#verb === "ask" ? "ASK_TIMEOUT" : "SEND_TIMEOUT", `${this.#timeoutMs} ms have passed`);
  }

  /** Its signal was aborted. */
  aborted(): void {
    this.#giveUp("ABORTED", "its signal was aborted", this.#signal?.reason);
  }

  #giveUp(code: ActorErrorCode, why: string, cause?: unknown): void {
    if (this.#isSettled || this.isGivenUp) return;
    this.isGivenUp = true;
    const listeners = this.#givenUp;
    const message = `Cannot ${this.#verb} "${this.#type}" of actor "${this.#to}": ${why}`;
    this.#whyGivenUp = new ActorError(code, message, cause === undefined ? {} : { cause });
    if (!this.#isUndecided) this.reject(this.#whyGivenUp);
    for (const listener of listeners ?? []) listener();
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#givenUp = undefined;
    this.#scope.deadlines.remove(this);
    if (this.#signal !== undefined) this.#scope.aborts.remove(this.#signal, this);
    if (this.#isHolding) this.#scope.release();
    return true;
  }
}
