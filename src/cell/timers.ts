import type { Clock, Timer } from "../core/clock.ts";
import { checkMs } from "../core/check-ms.ts";
import { aText, checkOptions, checkType, type Rules } from "../core/check-options.ts";
import type { TimerOptions } from "../core/context.ts";
import type { Receipt } from "../core/receipt.ts";
import type { Inbox } from "./inbox.ts";

const timerRules: Rules<TimerOptions> = { key: aText };

/** The timers of one instance of an actor: `close` ends them all, and no tick of theirs is handled after that. */
export class Timers {
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly #ticks = new Set<Tick>();
  readonly #keyed = new Map<string, Tick>();
  #isClosed: boolean;

  constructor(clock: Clock, inbox: Inbox, isClosed: boolean) {
    this.#clock = clock;
    this.#inbox = inbox;
    this.#isClosed = isClosed;
  }

  /** @throws {ActorError} `BAD_OPTION` for what is no time, type or option. */
  set(ms: number, isRepeated: boolean, type: string, payload: unknown, options: TimerOptions = {}): Timer {
    checkType("set a timer", type);
    checkMs(`set a timer for "${type}"`, "ms", ms ?? Number.NaN);
    checkOptions(`set a timer for "${type}"`, options, timerRules);
    const { key } = options;
    if (key !== undefined) this.#keyed.get(key)?.cancel();
    const everyMs = isRepeated ? Math.max(1, ms) : undefined;
    const tick = new Tick(this, key, this.#clock, this.#inbox, everyMs, type, payload);
    this.keep(tick);
    if (this.#isClosed) tick.cancel();
    else tick.schedule(this.#clock.now() + ms);
    return tick;
  }

  close(): void {
    this.#isClosed = true;
    for (const tick of this.#ticks) tick.cancel();
  }

  /** It can be cancelled, and replaced by another one of its key. */
  keep(tick: Tick): void {
    const { key } = tick;
    this.#ticks.add(tick);
    if (key !== undefined && !this.#keyed.has(key)) this.#keyed.set(key, tick);
  }

  drop(tick: Tick): void {
    const { key } = tick;
    this.#ticks.delete(tick);
    if (key !== undefined && this.#keyed.get(key) === tick) this.#keyed.delete(key);
  }
}

/** One timer. It is the receipt of its own message, so the message knows whether it is still wanted. */
class Tick implements Timer, Receipt {
  readonly wantsReply = false;
  readonly isReserved = true;
  readonly isGivenUp = false;
  readonly key: string | undefined;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly #everyMs: number | undefined;
  readonly #type: string;
  readonly #payload: unknown;
  #timer: Timer | undefined = undefined;
  #isWaiting = false;
  #isCancelled = false;

  constructor(
    timers: Timers,
    key: string | undefined,
    clock: Clock,
    inbox: Inbox,
    everyMs: number | undefined,
    type: string,
    payload: unknown,
  ) {
    this.#timers = timers;
    this.key = key;
    this.#clock = clock;
    this.#inbox = inbox;
    this.#everyMs = everyMs;
    this.#type = type;
    this.#payload = payload;
  }

  schedule(due: number): void {
    this.#timer = this.#clock.setTimer(Math.max(0, due - this.#clock.now()), () => this.#fire(due));
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#timer?.cancel();
    this.#timers.drop(this);
  }

  start(): boolean {
    this.#isWaiting = false;
    return this.startAgain();
  }

  startAgain(): boolean {
    if (this.#isCancelled) return false;
    if (this.#everyMs === undefined) this.#timers.drop(this); // not when it fired: until now it can be cancelled or replaced
    return true;
  }

  stash(): void {
    if (this.#everyMs === undefined) this.#timers.keep(this);
  }

  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}

  #fire(due: number): void {
    if (this.#isCancelled) return;
    if (this.#everyMs !== undefined) this.schedule(nextDue(due, this.#everyMs, this.#clock.now()));
    if (this.#isWaiting) return; // one tick waits already: a busy actor gets no burst
    this.#isWaiting = true;
    this.#inbox.accept(this.#type, this.#payload, this, undefined);
  }
}

/** Keeps the beat; what was missed while the event loop was blocked is left out. */
function nextDue(due: number, everyMs: number, now: number): number {
  return due + everyMs > now ? due + everyMs : now + everyMs;
}
