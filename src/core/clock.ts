/** A timer that has been set and not yet fired. */
export interface Timer {
  cancel(): void;
}

/** The one source of time; tests replace it. A timer never keeps the process alive. */
export interface Clock {
  /** Monotonic, in ms, with fractions. */
  now(): number;
  /** Calls `run` once, `ms` from now; any number of ms up to `Infinity` (never). */
  setTimer(ms: number, run: () => void): Timer;
}

/** Beyond this a platform timer fires after 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What a clock is made of on a platform. */
export interface PlatformTimers {
  readonly now: () => number;
  /** Sets a platform timer that does not keep the process alive; returns how to clear it. */
  set(ms: number, run: () => void): () => void;
}

/** A clock on the platform's timers, exact for any span: a longer one is walked in steps that the platform can count. */
export function createClock(timers: PlatformTimers): Clock {
  return {
    now: timers.now,
    setTimer(ms, run) {
      if (ms === Infinity) return { cancel() {} };
      if (ms <= LONGEST_TIMER_MS) return { cancel: timers.set(ms, run) };
      const due = timers.now() + ms;
      let clear = timers.set(LONGEST_TIMER_MS, step);
      function step(): void {
        const left = due - timers.now();
        clear = left > LONGEST_TIMER_MS ? timers.set(LONGEST_TIMER_MS, step) : timers.set(Math.max(0, left), run);
      }
      return { cancel: () => clear() };
    },
  };
}
