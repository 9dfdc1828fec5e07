import type { Clock, Timer } from "../core/clock.ts";

/** A clock of a host that can die. */
export interface MortalClock extends Clock {
  readonly isDead: boolean;
  /** Cancels all its timers; from now on none fires. */
  die(): void;
}

/** A share of a clock: what one host sets on it, so that it can be taken off when that host dies, as a dead thread's is. */
export function createMortalClock(clock: Clock): MortalClock {
  const timers = new Set<Timer>();
  let isDead = false;
  return {
    get isDead() {
      return isDead;
    },
    now: () => clock.now(),
    setTimer(ms, run) {
      if (isDead) return { cancel() {} };
      const timer = clock.setTimer(ms, () => {
        timers.delete(timer);
        run();
      });
      timers.add(timer);
      return {
        cancel() {
          timers.delete(timer);
          timer.cancel();
        },
      };
    },
    die() {
      isDead = true;
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
