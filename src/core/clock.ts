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

/**
 * A clock on the platform's timers, exact where those are not: a timer that fires early is set again for the rest, and a
 * long one is walked in steps that the platform can count.
 */
export function createClock(timers: PlatformTimers): Clock {
  return {
    now: timers.now,
    setTimer(ms, run) {
      if (ms === Infinity) return { cancel() {} };
      const due = timers.now() + ms;
      let clear = timers.set(Math.min(ms, LONGEST_TIMER_MS), step);
      return { cancel: () => clear() };
      function step(): void {
        const left = due - timers.now();
        if (left <= 0) return run();
        clear = timers.set(Math.min(Math.ceil(left), LONGEST_TIMER_MS), step);
      }
    },
  };
}
