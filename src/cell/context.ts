import type { Clock, Timer } from "../core/clock.ts";
import type { TimerOptions } from "../core/context.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Log } from "../core/log.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { ActorIdentity, Ref } from "../core/ref.ts";
import { STASH_LIMIT } from "../mailbox/stash.ts";
import type { Cell } from "./cell.ts";
import type { DeferredReply } from "./deferred.ts";
import type { Instance } from "./instance.ts";
import { createLog } from "./log.ts";
import { selfInside } from "./self-target.ts";
import { openPoolUnder, spawnUnder } from "./spawn-under.ts";

/** What a handler decided other than to reply. */
export type Outcome =
  /** The reply of a batch is another than the value. */
  | { readonly kind: "finish"; readonly value: unknown; readonly reply?: object }
  | { readonly kind: "refuse"; readonly error: Error }
  | { readonly kind: "defer" }
  | { readonly kind: "stash" };

/**
 * One message in hand, and what its handler gets as `ctx`.
 *
 * The methods are bound when they are read, so that they work destructured and cost nothing when they are not.
 */
export class CellContext {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  outcome: Outcome | undefined = undefined;
  /** Its handler has returned, or nobody waits for it any more. */
  isOver = false;
  /** Its handler has returned a promise. */
  isAwaited = false;
  /** How long it may take at most, where there is a limit. */
  limit: Timer | undefined = undefined;
  /** Its handler has returned, though nobody waited for it any more. */
  returned: (() => void) | undefined = undefined;
  /** Of a batch: the item at hand, which is called off with it. */
  inner: CellContext | undefined = undefined;

  readonly #cell: Cell;
  readonly #instance: Instance;
  #deferred: DeferredReply | undefined = undefined;
  #abort: AbortController | undefined = undefined;
  #abortReason: Error | undefined = undefined;

  constructor(
    cell: Cell,
    instance: Instance,
    type: string,
    payload: unknown,
    receipt: Receipt | undefined,
    meta: Meta | undefined,
  ) {
    this.#cell = cell;
    this.#instance = instance;
    this.type = type;
    this.payload = payload;
    this.receipt = receipt;
    this.meta = meta;
  }

  get state(): unknown {
    return this.#instance.state;
  }

  set state(state: unknown) {
    this.#instance.state = state;
  }

  get self(): Ref {
    return this.isOver ? this.#cell.self : selfInside(this.#cell);
  }

  get parent(): ActorIdentity | undefined {
    return this.#cell.seed.parent;
  }

  get log(): Log {
    return createLog(this.#cell.locale, this.#cell.seed.path);
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#abortReason !== undefined) this.#abort.abort(this.#abortReason);
      else this.receipt?.onGivenUp(() => this.abort(this.#givenUp()));
    }
    return this.#abort.signal;
  }

  /** Whether its signal was aborted, or would have been if anybody had looked at it. */
  get isAborted(): boolean {
    return this.#abortReason !== undefined || this.receipt?.isGivenUp === true;
  }

  get spawn(): (definition: unknown, options?: unknown) => Promise<unknown> {
    return (definition, options) => spawnUnder(this.#cell, this.#instance, definition, options);
  }

  get pool(): (definition: unknown, options?: unknown) => Promise<unknown> {
    return (definition, options) => openPoolUnder(this.#cell, this.#instance, definition, options);
  }

  get after(): (ms: number, type: string, payload?: unknown, options?: TimerOptions) => Timer {
    return (ms, type, payload, options) => this.#instance.timers.set(ms, false, type, payload, options);
  }

  get every(): (ms: number, type: string, payload?: unknown, options?: TimerOptions) => Timer {
    return (ms, type, payload, options) => this.#instance.timers.set(ms, true, type, payload, options);
  }

  get pipe(): (promise: unknown, type: string, about?: unknown) => void {
    return (promise, type, about) => this.#instance.pipe(promise, type, about);
  }

  get watch(): (ref: unknown, type: string) => void {
    return (ref, type) => this.#instance.watch(ref, type);
  }

  get unwatch(): (ref: unknown) => void {
    return (ref) => this.#instance.watches.unwatch(ref);
  }

  get unstash(): () => void {
    return () => this.#instance.unstash();
  }

  get finish(): (value?: unknown) => Outcome {
    return (value) => this.#decide({ kind: "finish", value });
  }

  get refuse(): (error: unknown) => Outcome {
    return (error) => this.#decide({ kind: "refuse", error: toError(error) });
  }

  get stash(): () => Outcome {
    return () => {
      this.#checkStash();
      return this.#decide({ kind: "stash" });
    };
  }

  get defer(): () => DeferredReply {
    return () => {
      this.#decide({ kind: "defer" });
      return (this.#deferred ??= this.#instance.defer(this.shown, this.receipt));
    };
  }

  get clock(): Clock {
    return this.#cell.locale.env.clock;
  }

  /** What its handler gets for one payload of a batch, of which this is the message. */
  forItem(payload: unknown, receipt: Receipt): CellContext {
    this.inner = new CellContext(this.#cell, this.#instance, this.type, payload, receipt, undefined);
    return this.inner;
  }

  get shown(): ShownMessage {
    return { type: this.type, payload: this.payload };
  }

  /** Its handler has returned, or is no longer waited for. */
  end(): void {
    this.isOver = true;
    this.limit?.cancel();
    if (this.outcome?.kind !== "defer") this.#deferred?.withdraw(); // it threw, or thought better of it
  }

  abort(reason: Error): void {
    this.#abortReason ??= reason;
    this.#abort?.abort(reason);
    this.inner?.abort(reason);
  }

  #givenUp(): ActorError {
    return new ActorError(
      "ABORTED",
      `Whoever asked actor "${this.#cell.seed.path}" for "${this.type}" no longer waits`,
    );
  }

  #checkStash(): void {
    const { seed, target } = this.#cell;
    const cannot = `Cannot stash "${this.type}" in actor "${seed.path}"`;
    if (seed.definition.concurrency > 1) {
      throw new ActorError("BAD_OPTION", `${cannot}: with concurrency messages have no order to go back to`);
    }
    if (!target.isStashFull) return;
    throw new ActorError("STASH_FULL", `${cannot}: ${STASH_LIMIT} messages are stashed already`);
  }

  #decide(outcome: Outcome): Outcome {
    if (this.isOver) {
      const message = `Cannot ${outcome.kind} in actor "${this.#cell.seed.path}": the handler of "${this.type}" has returned`;
      throw new ActorError("TOO_LATE", message);
    }
    this.outcome = outcome;
    return outcome;
  }
}
