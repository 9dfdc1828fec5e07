import type { Clock } from "./clock.ts";
import type { Env } from "./env.ts";

/**
 * The clock for limits on what somebody else is to do. A thread that was busy itself finds timers due and answers unread, and
 * sees to its timers first: here they fire one turn later, so that whoever answered in time is not blamed.
 */
export function createPatientClock({ clock, nextTurn }: Pick<Env, "clock" | "nextTurn">): Clock {
  return {
    now: () => clock.now(),
    setTimer(ms, run) {
      let isCancelled = false;
      const timer = clock.setTimer(ms, () => nextTurn(() => void (isCancelled || run())));
      return {
        cancel() {
          isCancelled = true;
          timer.cancel();
        },
      };
    },
  };
}
