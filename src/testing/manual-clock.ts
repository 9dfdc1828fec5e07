import type { Clock, Timer } from "../core/clock.ts";

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on by `ms` and fires what falls due on the way, each at its own time, in order; also what is set meanwhile. */
  advance(ms: number): void;
  /** How many timers are set and have not fired. */
  readonly waiting: number;
}

interface Alarm {
  readonly due: number;
  readonly run: () => void;
}

/** More timers than this at one and the same time are a timer that sets itself again at once, for ever. */
const MOST_AT_ONE_TIME = 100_000;

/** Makes a clock that begins at 0. */
export function createManualClock(): ManualClock {
  const alarms = new Set<Alarm>();
  let now = 0;

  function next(until: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of alarms) if (alarm.due <= until && (first === undefined || alarm.due < first.due)) first = alarm;
    return first;
  }

  return {
    now: () => now,
    setTimer(ms, run): Timer {
      const alarm: Alarm = { due: now + ms, run };
      if (ms !== Infinity) alarms.add(alarm);
      return { cancel: () => void alarms.delete(alarm) };
    },
    advance(ms) {
      const until = now + ms;
      let atOneTime = 0;
      for (let alarm = next(until); alarm !== undefined; alarm = next(until)) {
        alarms.delete(alarm);
        atOneTime = alarm.due > now ? 0 : atOneTime + 1;
        if (atOneTime > MOST_AT_ONE_TIME)
          throw new Error(`Cannot advance the clock: at ${now} ms timers fire without end`);
        now = Math.max(now, alarm.due);
        alarm.run();
      }
      now = until;
    },
    get waiting() {
      return alarms.size;
    },
  };
}
