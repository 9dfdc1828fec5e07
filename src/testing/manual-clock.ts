import type { Clock, Timer } from "../core/clock.ts";
import { ActorError } from "../core/errors.ts";
import { show } from "../core/show.ts";

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves on by `ms` and fires what falls due on the way, each at its own time, in order; also what is set meanwhile.
   *
   * It does so in one go, so no actor handles anything in between, and limits on what others do act after it: for that there is `system.advance()`.
   *
   * @throws {ActorError} `BAD_OPTION` unless `ms` is a number of ms from 0 that has an end.
   */
  advance(ms: number): void;
  /** Moves on to the first timer that falls due by `until` and fires it; without one, to `until`. Returns whether there was one. */
  step(until: number): boolean;
  /** How many timers are set and have not fired. */
  readonly waiting: number;
}

interface Alarm {
  readonly due: number;
  /** Of two that are due at one time the one that was set first fires first. */
  readonly number: number;
  readonly isDueAtOnce: boolean;
  readonly run: () => void;
}

/** More timers than this that are due as soon as they are set are a timer that sets itself again, for ever. */
const MOST_AT_ONE_TIME = 100_000;

/** Makes a clock that begins at 0. */
export function createManualClock(): ManualClock {
  const alarms: Alarm[] = []; // in the order in which they fire
  let now = 0;
  let lastNumber = 0;
  let atOneTime = 0;

  function step(until: number): boolean {
    const alarm = alarms[0];
    if (alarm === undefined || alarm.due > until) {
      now = Math.max(now, until);
      return false;
    }
    alarms.shift();
    if (alarm.due > now) atOneTime = 0;
    if (alarm.isDueAtOnce && ++atOneTime > MOST_AT_ONE_TIME) {
      throw new Error(`Cannot advance the clock: at ${now} ms timers fire without end`);
    }
    now = Math.max(now, alarm.due);
    alarm.run();
    return true;
  }

  return {
    now: () => now,
    setTimer(ms, run): Timer {
      const alarm: Alarm = { due: now + Math.max(0, ms), number: ++lastNumber, isDueAtOnce: ms <= 0, run };
      if (ms !== Infinity) alarms.splice(placeOf(alarm, alarms), 0, alarm);
      return { cancel: () => remove(alarm, alarms) };
    },
    step,
    advance(ms) {
      checkAdvance(ms);
      const until = now + ms;
      while (step(until)) continue;
    },
    get waiting() {
      return alarms.length;
    },
  };
}

/** @throws {ActorError} `BAD_OPTION` */
export function checkAdvance(ms: unknown): void {
  if (typeof ms === "number" && ms >= 0 && ms < Infinity) return;
  throw new ActorError("BAD_OPTION", `Cannot advance the clock: ms must be a number from 0, not ${show(ms)}`);
}

function remove(alarm: Alarm, alarms: Alarm[]): void {
  const place = placeOf(alarm, alarms);
  if (alarms[place] === alarm) alarms.splice(place, 1);
}

/** Where it is, or is to be. */
function placeOf({ due, number }: Alarm, alarms: readonly Alarm[]): number {
  let from = 0;
  let to = alarms.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = alarms[middle] as Alarm;
    if (other.due < due || (other.due === due && other.number < number)) from = middle + 1;
    else to = middle;
  }
  return from;
}
