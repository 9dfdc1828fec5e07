import type { Env } from "../core/env.ts";
import type { DeadLetterReason, EventSink, ShownMessage } from "../core/events.ts";
import type { Receipt } from "../core/receipt.ts";

/** So many dead letters of one reason are shown, each in an event of its own; of the rest only the number is told. */
export const SHOWN = 1_000;
/** After so long, in ms, as many are shown again: an event each for all of a flood would starve whoever hears them. */
const RENEWED_AFTER_MS = 1_000;

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
  #shownSince = 0;
  #counted = 0;
  /** Of those that are counted, and how many of them share it. */
  readonly #receipts = new Map<Receipt, number>();

  /** `isRenewed`: as many are shown again in the next second, since the actor lives on. */
  constructor(to: string, reason: DeadLetterReason, scope: DeadLetterScope, isRenewed: boolean = false) {
    this.#to = to;
    this.#reason = reason;
    this.#scope = scope;
    this.#isRenewed = isRenewed;
  }

  add(type: string, payload: unknown, receipt?: Receipt): void {
    if (this.#mayShow()) {
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

  #mayShow(): boolean {
    if (this.#isRenewed && (this.#shown === 0 || this.#shown === SHOWN)) {
      const now = this.#scope.env.clock.now();
      if (this.#shown === 0 || now - this.#shownSince >= RENEWED_AFTER_MS) {
        this.#shown = 0;
        this.#shownSince = now;
      }
    }
    if (this.#shown === SHOWN) return false;
    this.#shown += 1;
    return true;
  }

  #emit(count: number, message?: ShownMessage): void {
    this.#scope.countBuried(count);
    const data = { to: this.#to, reason: this.#reason, count, maybeHandled: false };
    this.#scope.events.emit("deadletter", message === undefined ? data : { ...data, message });
  }
}
