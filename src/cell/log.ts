import { logLevels, type Log } from "../core/log.ts";
import type { Locale } from "./locale.ts";

/** `ctx.log`: every line goes to the system's log with the actor's path. */
export function createLog(locale: Locale, actor: string): Log {
  const entries = logLevels.map((level) => [
    level,
    (message: string, ...details: unknown[]) => locale.log(level, actor, message, details),
  ]);
  return Object.fromEntries(entries) as Log;
}
