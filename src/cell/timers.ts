import type { Clock, Timer } from "../core/clock.ts";
import { checkMs } from "../core/check-ms.ts";
import type { TimerOptions } from "../core/context.ts";
import type { Receipt } from "../core/receipt.ts";
import type { Inbox } from "./inbox.ts";

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

  /** @throws {ActorError} `BAD_OPTION` for a time that is none. */
  set(ms: number, isRepeated: boolean, type: string, payload: unknown, { key }: TimerOptions = {}): Timer {
    checkMs(`set a timer for "${type}"`, "ms", ms ?? Number.NaN);
    if (key !== undefined) this.#keyed.get(key)?.cancel();
    const tick = new Tick(this.#clock, this.#inbox, isRepeated ? Math.max(1, ms) : undefined, type, payload, () => {
      this.#ticks.delete(tick);
      if (key !== undefined && this.#keyed.get(key) === tick) this.#keyed.delete(key);
    });
    this.#ticks.add(tick);
    if (key !== undefined) this.#keyed.set(key, tick);
    if (this.#isClosed) tick.cancel();
    else tick.schedule(this.#clock.now() + ms);
    return tick;
  }

  close(): void {
    this.#isClosed = true;
    for (const tick of this.#ticks) tick.cancel();
  }
}

/** One timer. It is the receipt of its own message, so the message knows whether it is still wanted. */
class Tick implements Timer, Receipt {
  readonly wantsReply = false;
  readonly isGivenUp = false;
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly #everyMs: number | undefined;
  readonly #type: string;
  readonly #payload: unknown;
  readonly #over: () => void;
  #timer: Timer | undefined = undefined;
  #isWaiting = false;
  #isCancelled = false;

  constructor(
    clock: Clock,
    inbox: Inbox,
    everyMs: number | undefined,
    type: string,
    payload: unknown,
    over: () => void,
  ) {
    this.#clock = clock;
    this.#inbox = inbox;
    this.#everyMs = everyMs;
    this.#type = type;
    this.#payload = payload;
    this.#over = over;
  }

  schedule(due: number): void {
    this.#timer = this.#clock.setTimer(Math.max(0, due - this.#clock.now()), () => this.#fire(due));
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#timer?.cancel();
    this.#over();
  }

  start(): boolean {
    this.#isWaiting = false;
    if (this.#isCancelled) return false;
    if (this.#everyMs === undefined) this.#over(); // not when it fired: until now it can be cancelled or replaced
    return true;
  }

  startAgain(): boolean {
    return !this.#isCancelled;
  }

  stash(): void {}
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
