import { toError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Receipt } from "../core/receipt.ts";
import { unanswered, type Closure } from "./closure.ts";

/** What a deferred reply tells its actor. */
export interface DeferredScope {
  /** It has been given, or nobody waits for it any more. */
  settled(deferred: DeferredReply): void;
  /** It was given twice. */
  repeated(message: ShownMessage): void;
  /** Nobody waits for it, and it is an error. */
  unheard(error: Error, message: ShownMessage): void;
}

/** A reply that a handler gives later: once. */
export class DeferredReply {
  readonly #message: ShownMessage;
  readonly #receipt: Receipt | undefined;
  readonly #scope: DeferredScope;
  #isGiven = false;
  #isOver = false;

  constructor(message: ShownMessage, receipt: Receipt | undefined, scope: DeferredScope) {
    this.#message = message;
    this.#receipt = receipt;
    this.#scope = scope;
    receipt?.onGivenUp(() => scope.settled(this));
  }

  get resolve(): (reply?: unknown) => void {
    return (reply) => {
      if (this.#give()) this.#receipt?.resolve(reply);
    };
  }

  /** Refuses the ask: a deferred reply is no crash. */
  get reject(): (error: unknown) => void {
    return (error) => {
      if (!this.#give()) return;
      if (this.#receipt?.wantsReply === true) this.#receipt.refuse(toError(error));
      else this.#scope.unheard(toError(error), this.#message);
    };
  }

  /** The life of the actor in which it was to be given is over. */
  abandon(closure: Closure, path: string): void {
    this.#isOver = true;
    this.#receipt?.reject(unanswered(path, this.#message.type, closure));
  }

  /** Its handler has answered in another way. */
  withdraw(): void {
    this.#isOver = true;
    this.#scope.settled(this);
  }

  #give(): boolean {
    if (this.#isOver) return false;
    if (this.#isGiven) {
      this.#scope.repeated(this.#message);
      return false;
    }
    this.#isGiven = true;
    this.#scope.settled(this);
    return true;
  }
}
