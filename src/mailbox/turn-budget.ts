import type { Env } from "../core/env.ts";

/** In ms: the same as a system's default, whose own budget is out of reach here. */
const BUDGET_MS = 5;
/** So many may be let through between two looks at the clock. */
const LARGEST_STRIDE = 16;
/** When so many ms were between two looks, the next one comes sooner. */
const LONG_STRIDE_MS = 1;

/**
 * Says when enough has been settled in this turn of the event loop.
 *
 * Two loops that hand items to each other through a queue would otherwise run in microtasks for ever, and no timer and no
 * I/O would have its chance. The budget counts from the first thing that was let through since the last turn.
 */
export class TurnBudget {
  readonly #env: Pick<Env, "clock" | "nextTurn">;
  #isMarked = false;
  #isSpent = false;
  #turnStart = 0;
  #lastLook = 0;
  #stride = 1;
  #untilLook = 1;
  #later: (() => void)[] = [];

  constructor(env: Pick<Env, "clock" | "nextTurn">) {
    this.#env = env;
  }

  /** Lets one more through, or says that it has to wait: then hand what settles it to {@link TurnBudget.later}. */
  spend(): boolean {
    if (!this.#isMarked) this.#mark();
    else if (!this.#isSpent && --this.#untilLook <= 0) this.#look();
    return !this.#isSpent;
  }

  /** Calls `settle` in the next turn, in the order of the calls. Only for what had to wait. */
  later(settle: () => void): void {
    this.#later.push(settle);
  }

  #mark(): void {
    this.#isMarked = true;
    this.#turnStart = this.#lastLook = this.#env.clock.now();
    this.#env.nextTurn(this.#beginTurn);
  }

  #look(): void {
    const now = this.#env.clock.now();
    this.#stride = now - this.#lastLook > LONG_STRIDE_MS ? 1 : Math.min(this.#stride * 2, LARGEST_STRIDE);
    this.#untilLook = this.#stride;
    this.#lastLook = now;
    this.#isSpent = now - this.#turnStart >= BUDGET_MS;
  }

  readonly #beginTurn = (): void => {
    this.#isMarked = false;
    this.#isSpent = false;
    if (this.#later.length === 0) return;
    const later = this.#later;
    this.#later = [];
    for (const settle of later) settle();
  };
}
