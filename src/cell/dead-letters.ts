import type { Env } from "../core/env.ts";
import type { DeadLetterReason, EventSink, ShownMessage } from "../core/events.ts";
import type { Receipt } from "../core/receipt.ts";

/** So many dead letters of one reason are shown, each in an event of its own; of the rest only the number is told. */
export const SHOWN = 1_000;

/** What dead letters need of their host. */
export interface DeadLetterScope {
  readonly env: Env;
  readonly events: EventSink;
  /** They are about to be told of. */
  countBuried(count: number): void;
}

/** Reports messages to one actor that nobody will handle, for one reason: without end, perhaps, and very many at once. */
export class DeadLetters {
  readonly #to: string;
  readonly #reason: DeadLetterReason;
  readonly #scope: DeadLetterScope;
  readonly #isRenewed: boolean;
  #shown = 0;
  #counted = 0;
  /** Of those that are counted, and how many of them share it. */
  readonly #receipts = new Map<Receipt, number>();

  /** `isRenewed`: as many are shown again in a later turn, since the actor lives on. */
  constructor(to: string, reason: DeadLetterReason, scope: DeadLetterScope, isRenewed: boolean = false) {
    this.#to = to;
    this.#reason = reason;
    this.#scope = scope;
    this.#isRenewed = isRenewed;
  }

  add(type: string, payload: unknown, receipt?: Receipt): void {
    if (this.#shown < SHOWN) {
      if (this.#shown === 0 && this.#isRenewed) this.#scope.env.afterTurn(() => (this.#shown = 0));
      this.#shown += 1;
      receipt?.buried?.(1);
      return this.#emit(1, { type, payload });
    }
    if (this.#counted === 0) this.#scope.env.afterTurn(() => this.tellCount());
    this.#counted += 1;
    if (receipt?.buried !== undefined) this.#receipts.set(receipt, (this.#receipts.get(receipt) ?? 0) + 1);
  }

  /** Due at the end of each turn. */
  tellCount(): void {
    if (this.#counted === 0) return;
    for (const [receipt, count] of this.#receipts) receipt.buried?.(count);
    this.#receipts.clear();
    const count = this.#counted;
    this.#counted = 0;
    this.#emit(count);
  }

  #emit(count: number, message?: ShownMessage): void {
    this.#scope.countBuried(count);
    const data = { to: this.#to, reason: this.#reason, count, maybeHandled: false };
    this.#scope.events.emit("deadletter", message === undefined ? data : { ...data, message });
  }
}
