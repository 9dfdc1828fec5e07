import { type Clock, createClock } from "./clock.ts";

/** The clock of the platform, by the globals that all have. */
export const platformClock: Clock = createClock({
  now: () => performance.now(),
  set(ms, run) {
    const timeout = setTimeout(run, ms).unref();
    return () => clearTimeout(timeout);
  },
});
