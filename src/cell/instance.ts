import { checkType } from "../core/check-options.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { ActorIdentity } from "../core/ref.ts";
import type { Receipt } from "../core/receipt.ts";
import { DeferredReply, type DeferredScope } from "./deferred.ts";
import type { Closure } from "./closure.ts";
import type { Inbox } from "./inbox.ts";
import type { Locale } from "./locale.ts";
import { Timers } from "./timers.ts";
import { Watches } from "./watches.ts";

/** One life of an actor, from an `init` to the next restart or the end: what must not outlive it hangs here. */
export class Instance implements DeferredScope {
  state: unknown = undefined;
  isOver = false;
  readonly #owner: ActorIdentity;
  readonly #locale: Locale;
  readonly #inbox: Inbox;
  readonly #changed: () => void;
  #timers: Timers | undefined = undefined;
  #areTimersOff = false;
  #watches: Watches | undefined = undefined;
  #piped = 0;
  #deferred: Set<DeferredReply> | undefined = undefined;

  /** `changed` hears when it may have no work left. */
  constructor(owner: ActorIdentity, locale: Locale, inbox: Inbox, changed: () => void) {
    this.#owner = owner;
    this.#locale = locale;
    this.#inbox = inbox;
    this.#changed = changed;
  }

  /** It waits for promises that it piped, or owes replies. */
  get isBusy(): boolean {
    return this.#piped > 0 || (this.#deferred !== undefined && this.#deferred.size > 0);
  }

  /** The same in words. */
  get awaited(): string | undefined {
    if (this.#piped > 0) return "a promise that it piped has not settled";
    return this.isBusy ? "a reply that it deferred has not been given" : undefined;
  }

  get timers(): Timers {
    this.#timers ??= new Timers(this.#locale.env.clock, this.#inbox, this.#areTimersOff);
    return this.#timers;
  }

  get watches(): Watches {
    return (this.#watches ??= new Watches(this.#owner.id, this.#locale.watch, this.#inbox));
  }

  /** @throws {ActorError} `BAD_OPTION` for what is no ref of this system. */
  watch(ref: unknown, type: string): void {
    checkType("watch an actor", type);
    if (!this.isOver) this.watches.watch(ref, type);
  }

  unstash(): void {
    if (!this.isOver) this.#inbox.unstash();
  }

  /** @throws {ActorError} `BAD_OPTION` for what is no message type. */
  pipe(promise: unknown, type: string, about: unknown): void {
    checkType("pipe a promise", type);
    this.#piped += 1;
    this.#locale.traffic.piped += 1;
    const deliver = (outcome: object): void => {
      if (this.isOver) return; // nobody waits for it any more
      this.#piped -= 1;
      this.#locale.traffic.piped -= 1;
      this.#inbox.accept(type, outcome, new PipedReceipt(this), undefined);
      this.#locale.traffic.moved();
    };
    Promise.resolve(promise).then(
      (value) => deliver({ about, value }),
      (thrown: unknown) => deliver({ about, error: toError(thrown) }),
    );
  }

  defer(message: ShownMessage, receipt: Receipt | undefined): DeferredReply {
    const deferred = new DeferredReply(message, receipt, this);
    if (receipt?.wantsReply === true && !receipt.isGivenUp) (this.#deferred ??= new Set()).add(deferred);
    return deferred;
  }

  settled(deferred: DeferredReply): void {
    if (this.#deferred?.delete(deferred) === true && !this.isBusy) this.#changed();
  }

  repeated(message: ShownMessage): void {
    const what = `Cannot reply to "${message.type}" in actor "${this.#owner.path}": it has been replied to`;
    this.unheard(new ActorError("TOO_LATE", what), message);
  }

  unheard(error: Error, message: ShownMessage): void {
    this.#locale.events.emit("fault", { actor: this.#owner.path, error, message });
  }

  /** Ends its timers, now and for what is left of it. */
  stopTimers(): void {
    this.#areTimersOff = true;
    this.#timers?.close();
  }

  /** Its actor takes no more messages: what it would only have been told for its own sake is called off. */
  silence(): void {
    this.stopTimers();
    this.#watches?.close();
  }

  end(closure: Closure): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#locale.traffic.piped -= this.#piped;
    this.silence();
    for (const deferred of this.#deferred ?? []) deferred.abandon(closure, this.#owner.path);
    this.#deferred = undefined;
  }
}

/** Of the outcome of a promise: a later life is not to get it. */
class PipedReceipt implements Receipt {
  readonly wantsReply = false;
  readonly isReserved = true;
  readonly isGivenUp = false;
  readonly #instance: Instance;

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  start(): boolean {
    return !this.#instance.isOver;
  }

  startAgain(): boolean {
    return !this.#instance.isOver;
  }

  stash(): void {}
  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}
}
