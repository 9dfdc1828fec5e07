import type { Env } from "../core/env.ts";

/** Something that has work waiting. */
export interface Runnable {
  /** Shown to other threads while it runs, so that they can tell who blocks this one. */
  readonly turn: number;
  /** Handles up to `limit` messages; returns how many. It enters the queue again by itself if more wait. */
  run(limit: number): number;
}

/** Told whose turn it is; 0 for nobody's. */
export type TurnBoard = (turn: number) => void;

export interface RunQueueOptions {
  /** How long messages may be handled before timers and I/O get their chance, in ms. */
  readonly budgetMs: number;
  readonly board?: TurnBoard | undefined;
  /** For tests: which of `length` waiting runnables goes next. Default: the first. */
  readonly pick?: ((length: number) => number) | undefined;
}

/** No runnable handles more than this before the next one has its turn. */
const LARGEST_SLICE = 64;
/** A slice that took longer than this makes the next look at the clock come sooner. */
const LONG_SLICE_MS = 1;
/** Turns that began so soon after the last one that is known are not told apart from it: to be told of a turn costs a `setImmediate`. */
const SHORT_TURN_MS = 1;

const soon = Promise.resolve();

/**
 * The one queue that all actors of a host share.
 *
 * It drains in a microtask. The budget counts from the last turn of the event loop and not from the start of a drain:
 * many short drains in one turn starve timers just as one long drain does.
 */
export class RunQueue {
  readonly #env: Env;
  readonly #budgetMs: number;
  readonly #board: TurnBoard | undefined;
  readonly #pick: ((length: number) => number) | undefined;

  #waiting: (Runnable | undefined)[] = new Array<Runnable | undefined>(64).fill(undefined);
  #head = 0;
  #length = 0;

  #current: Runnable | undefined = undefined;
  #isDrainDue = false;
  #isTurnMarked = false;
  #turnStart = 0;
  #slice = 1;
  /** Of what is settled without a turn in the queue. */
  #isSpent = false;
  #stride = 1;
  #untilLook = 1;
  #lastLook = 0;
  #settlements: (() => void)[] = [];

  constructor(env: Env, options: RunQueueOptions) {
    this.#env = env;
    this.#budgetMs = options.budgetMs;
    this.#board = options.board;
    this.#pick = options.pick;
  }

  /** Whose code it is that runs now; undefined if it was not called from here: plain code, or a handler after an await. */
  get current(): Runnable | undefined {
    return this.#current;
  }

  add(runnable: Runnable): void {
    const size = this.#waiting.length;
    if (this.#length === size) this.#grow();
    this.#waiting[(this.#head + this.#length) & (this.#waiting.length - 1)] = runnable;
    this.#length += 1;
    this.#makeDrainDue();
  }

  /** Runs something of a runnable's outside its turn, and shows on the board that it does. */
  during(runnable: Runnable, run: () => void): void {
    const outer = this.#current;
    this.#turnTo(runnable);
    try {
      run();
    } finally {
      this.#turnTo(outer);
    }
  }

  /** Calls `settle` at once while there is budget left, else with the next drain, so that no chain of awaits starves a timer. */
  settle(settle: () => void): void {
    if (this.#spend()) settle();
    else this.#settleLater(settle);
  }

  /** Resolved already while there is budget left, else with the next drain. */
  soon(): Promise<void> {
    if (this.#spend()) return soon;
    return new Promise((resolve) => this.#settleLater(resolve));
  }

  /** Whether one more thing may be settled in this turn of the event loop; the clock is looked at now and then. */
  #spend(): boolean {
    if (--this.#untilLook > 0) return !this.#isSpent;
    const now = this.#env.clock.now();
    this.#stride = now - this.#lastLook > LONG_SLICE_MS ? 1 : Math.min(this.#stride * 2, LARGEST_SLICE);
    this.#untilLook = this.#stride;
    this.#lastLook = now;
    this.#isSpent = this.#isOverBudget(now);
    return !this.#isSpent;
  }

  #settleLater(settle: () => void): void {
    this.#settlements.push(settle);
    this.#makeDrainDue();
  }

  #makeDrainDue(): void {
    if (this.#isDrainDue) return;
    this.#isDrainDue = true;
    this.#env.soon(this.#drain);
  }

  readonly #drain = (): void => {
    const { clock } = this.#env;
    let sinceLook = 0;
    let lastLook = clock.now();
    if (this.#isOverBudget(lastLook)) return this.#env.nextTurn(this.#drain);
    this.#settleAll();
    while (this.#length > 0) {
      const runnable = this.#next();
      this.#turnTo(runnable);
      sinceLook += this.#run(runnable, this.#slice - sinceLook);
      if (sinceLook < this.#slice) continue;
      sinceLook = 0;
      const now = clock.now();
      this.#slice = now - lastLook > LONG_SLICE_MS ? 1 : Math.min(this.#slice * 2, LARGEST_SLICE);
      lastLook = now;
      if (this.#isOverBudget(now)) {
        this.#turnTo(undefined);
        return this.#env.nextTurn(this.#drain);
      }
    }
    this.#turnTo(undefined);
    // Handlers of this drain may have used up the budget for what they had settled.
    if (this.#settlements.length > 0) return this.#env.nextTurn(this.#drain);
    this.#isDrainDue = false;
  };

  /** What should never throw and does must not stop all others. */
  #run(runnable: Runnable, limit: number): number {
    try {
      return runnable.run(limit);
    } catch (thrown) {
      this.#env.nextTurn(() => {
        throw thrown;
      });
      return limit;
    }
  }

  #turnTo(runnable: Runnable | undefined): void {
    this.#current = runnable;
    this.#board?.(runnable === undefined ? 0 : runnable.turn);
  }

  /** Whether timers and I/O have waited for so long that they go first. */
  #isOverBudget(now: number): boolean {
    if (this.#isTurnMarked) return now - this.#turnStart >= this.#budgetMs;
    if (now - this.#turnStart >= SHORT_TURN_MS) this.#markTurn(now);
    return false;
  }

  #markTurn(now: number): void {
    this.#isTurnMarked = true;
    this.#turnStart = this.#lastLook = now;
    this.#env.nextTurn(this.#unmarkTurn);
  }

  readonly #unmarkTurn = (): void => {
    this.#isTurnMarked = false;
    this.#isSpent = false;
    this.#stride = this.#untilLook = 1;
  };

  #settleAll(): void {
    if (this.#settlements.length === 0) return;
    const settlements = this.#settlements;
    this.#settlements = [];
    for (const settle of settlements) settle();
  }

  #next(): Runnable {
    const mask = this.#waiting.length - 1;
    if (this.#pick !== undefined) this.#bringForward(this.#pick(this.#length), mask);
    const runnable = this.#waiting[this.#head] as Runnable;
    this.#waiting[this.#head] = undefined;
    this.#head = (this.#head + 1) & mask;
    this.#length -= 1;
    return runnable;
  }

  #bringForward(offset: number, mask: number): void {
    const at = (this.#head + offset) & mask;
    const picked = this.#waiting[at];
    this.#waiting[at] = this.#waiting[this.#head];
    this.#waiting[this.#head] = picked;
  }

  #grow(): void {
    const size = this.#waiting.length;
    const grown = new Array<Runnable | undefined>(size * 2).fill(undefined);
    for (let n = 0; n < this.#length; n++) grown[n] = this.#waiting[(this.#head + n) & (size - 1)];
    this.#waiting = grown;
    this.#head = 0;
  }
}
