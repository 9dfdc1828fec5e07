import type { DeadLetterReason } from "../core/events.ts";
import type { Receipt } from "../core/receipt.ts";
import { undeliverable, type Closure } from "./closure.ts";
import { DeadLetters, type DeadLetterScope } from "./dead-letters.ts";

/** Reasons for which an actor that lives on may lose messages, again and again. */
const ofTheLiving: ReadonlySet<DeadLetterReason> = new Set([
  "UNKNOWN_MESSAGE",
  "MAILBOX_FULL",
  "DROPPED",
  "ORDER_FAILED",
  "NOT_SENDABLE",
]);

/** The messages to one actor that nobody will handle: those who asked are told, and everybody by dead letters. */
export class Losses {
  readonly #path: string;
  readonly #scope: DeadLetterScope;
  /** By reason; most actors have none. */
  readonly #deadLetters = new Map<DeadLetterReason, DeadLetters>();

  constructor(path: string, scope: DeadLetterScope) {
    this.#path = path;
    this.#scope = scope;
  }

  add(closure: Closure, type: string, payload: unknown, receipt: Receipt | undefined): void {
    if (receipt?.wantsReply === true) receipt.reject(undeliverable(this.#path, type, closure)); // an error is dear
    this.#lettersOf(closure.reason).add(type, payload, receipt);
  }

  /** Tells the number of those that were only counted so far: something is about to be said that is to come after it. */
  tellCounts(): void {
    for (const deadLetters of this.#deadLetters.values()) deadLetters.tellCount();
  }

  #lettersOf(reason: DeadLetterReason): DeadLetters {
    let deadLetters = this.#deadLetters.get(reason);
    if (deadLetters === undefined) {
      deadLetters = new DeadLetters(this.#path, reason, this.#scope, ofTheLiving.has(reason));
      this.#deadLetters.set(reason, deadLetters);
    }
    return deadLetters;
  }
}
