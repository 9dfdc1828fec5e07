import { ActorError } from "./errors.ts";
import { show } from "./show.ts";

/**
 * Checks a time that somebody gave; undefined stands for the default.
 *
 * @throws {ActorError} `BAD_OPTION` unless it is a number of ms from 0 up to `Infinity`.
 */
export function checkMs(act: string, option: string, ms: unknown): void {
  if (ms === undefined || (typeof ms === "number" && ms >= 0)) return;
  throw new ActorError("BAD_OPTION", `Cannot ${act}: ${option} must be a number of ms from 0, not ${show(ms)}`);
}
