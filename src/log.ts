import type { SystemEventData, SystemEventName } from "./core/events.ts";
import type { Log, LogLevel } from "./core/log.ts";

/** Lines of one kind that the default log writes before it leaves out the rest of them. */
const DEAD_LETTERS_SHOWN = 10;

type Line = readonly [level: LogLevel, text: string];

/** What a person is told of an event; undefined for those that are no news. */
const lines: { [Name in SystemEventName]: (data: SystemEventData[Name]) => Line | undefined } = {
  start: () => undefined,
  exit: () => undefined,
  restart: () => undefined,
  crash: ({ actor, error, message, decision }) => {
    const on = message === undefined ? "" : ` on "${message.type}"`;
    return ["error", `${actor} crashed${on}: ${error.name}: ${error.message} (${said[decision]})`];
  },
  fault: ({ actor, error, message }) => {
    const on = message === undefined ? "" : ` on "${message.type}"`;
    const text = `${actor} reported an error${on} that nobody waits for: ${error.name}: ${error.message}`;
    return [isAbort(error) ? "debug" : "warn", text];
  },
  deadletter: ({ to, reason, count, message }) => {
    const what = message === undefined ? `${count} messages` : `"${message.type}"`;
    return ["warn", `${what} for ${to} will not be handled: ${reason}`];
  },
};

/** What a handler threw since its signal was aborted, and only that: it did as it was asked. */
function isAbort(error: Error & { readonly code?: unknown }): boolean {
  return error.name === "AbortError" || ["ABORTED", "STOPPED", "KILLED"].includes(String(error.code));
}

const said = {
  restart: "it is restarted",
  end: "it is not restarted",
  escalate: "its supervisor has no restarts left, and crashes with it",
} as const;

/** Writes what a person should know of a system's events to its log. */
export function createEventLog(
  log: Log,
): <Name extends SystemEventName>(name: Name, data: SystemEventData[Name]) => void {
  let deadLetters = 0;
  return (name, data) => {
    if (name === "deadletter" && ++deadLetters > DEAD_LETTERS_SHOWN) return;
    const line = lines[name](data);
    if (line === undefined) return;
    const [level, text] = line;
    log[level](text);
    if (name === "deadletter" && deadLetters === DEAD_LETTERS_SHOWN) {
      log.warn('further dead letters are not logged: listen to the "deadletter" event');
    }
  };
}

/** The log of a system that was given none: warnings and errors on standard error, what actors say themselves too. */
export const standardLog: Log = {
  debug() {},
  info: write,
  warn: write,
  error: write,
};

/** A log that throws must not take the actor with it that has written to it. */
export function guardLog(log: Log): Log {
  const guarded =
    (level: LogLevel) =>
    (message: string, ...details: unknown[]) => {
      try {
        log[level](message, ...details);
      } catch (error) {
        standardLog.error(`the log of the system failed: ${String(error)}; it was told: ${message}`);
      }
    };
  return { debug: guarded("debug"), info: guarded("info"), warn: guarded("warn"), error: guarded("error") };
}

/** The log of a system that wants none. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function write(message: string, ...details: unknown[]): void {
  console.error(`troupe: ${message}`, ...details);
}
