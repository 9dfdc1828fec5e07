import { toError } from "../core/errors.ts";
import type { Receipt } from "../core/receipt.ts";
import { unanswered, type Closure } from "./inbox.ts";

/** What a deferred reply tells its actor. */
export interface DeferredScope {
  /** It has been given, or nobody waits for it any more. */
  settled(deferred: DeferredReply): void;
  /** It was given twice. */
  repeated(type: string): void;
}

/** A reply that a handler gives later: once. */
export class DeferredReply {
  readonly #type: string;
  readonly #receipt: Receipt | undefined;
  readonly #scope: DeferredScope;
  #isGiven = false;
  #isOver = false;

  constructor(type: string, receipt: Receipt | undefined, scope: DeferredScope) {
    this.#type = type;
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
      if (this.#give()) this.#receipt?.refuse(toError(error));
    };
  }

  /** The life of the actor in which it was to be given is over. */
  abandon(closure: Closure, path: string): void {
    this.#isOver = true;
    this.#receipt?.reject(unanswered(path, this.#type, closure));
  }

  #give(): boolean {
    if (this.#isOver) return false;
    if (this.#isGiven) {
      this.#scope.repeated(this.#type);
      return false;
    }
    this.#isGiven = true;
    this.#scope.settled(this);
    return true;
  }
}
