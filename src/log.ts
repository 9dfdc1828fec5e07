import { codeOf, fieldOf } from "./core/errors.ts";
import type { CrashDecision, ShownMessage, SystemEventData, SystemEventName } from "./core/events.ts";
import type { Log, LogLevel } from "./core/log.ts";
import { onOneLine, showError } from "./show-error.ts";

/** Lines of one kind that the default log writes before it leaves out the rest of them. */
const DEAD_LETTERS_SHOWN = 10;

type Line = readonly [level: LogLevel, text: string];

/** What a person is told of an event; undefined for those that are no news. */
const lines: { [Name in SystemEventName]: (data: SystemEventData[Name]) => Line | undefined } = {
  start: () => undefined,
  exit: () => undefined,
  restart: () => undefined,
  escalation: () => undefined, // the crash of the child has said it, that of the supervisor follows
  crash: ({ actor, error, message, decision, pauseMs }) => [
    "error",
    `${actor} crashed${on(message)}: ${showError(error)} (${said[decision](pauseMs)})`,
  ],
  fault: ({ actor, error, message }) => {
    // Whoever has to find what does not stop needs every word of it.
    if (codeOf(error) === "STOP_TIMEOUT") return ["warn", onOneLine(error.message, Infinity)];
    const text = `${actor} reported an error${on(message)} that nobody waits for: ${showError(error)}`;
    return [isAbort(error) ? "debug" : "warn", text];
  },
  deadletter: ({ to, reason, count, maybeHandled, message }) => {
    const what = message === undefined ? `${count} ${count === 1 ? "message" : "messages"}` : shown(message);
    return ["warn", `${what} for ${to} ${maybeHandled ? "may not have been" : "will not be"} handled: ${reason}`];
  },
};

const said = {
  resume: () => "it goes on as it was",
  restart: (pauseMs = 0) => (pauseMs < 1 ? "it is restarted" : `it is restarted in ${Math.round(pauseMs)} ms`),
  end: () => "it is not restarted",
  escalate: () => "its supervisor crashes with it",
} satisfies Record<CrashDecision, (pauseMs?: number) => string>;

function on(message: ShownMessage | undefined): string {
  return message === undefined ? "" : ` on ${shown(message)}`;
}

/** One that nobody has a handler for may have any text as its type. */
function shown({ type }: ShownMessage): string {
  return `"${onOneLine(type)}"`;
}

/** What a handler threw since its signal was aborted, and only that: it did as it was asked. */
function isAbort(error: Error): boolean {
  return fieldOf(error, "name") === "AbortError" || aborts.has(codeOf(error));
}

const aborts = new Set<unknown>(["ABORTED", "STOPPED", "KILLED"]);

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
      const failed = (error: unknown): void =>
        standardLog.error(`the log of the system failed: ${showError(error)}; it was told: ${message}`);
      try {
        const written: unknown = log[level](message, ...details);
        if (written instanceof Promise) written.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
  return { debug: guarded("debug"), info: guarded("info"), warn: guarded("warn"), error: guarded("error") };
}

/** The log of a system that wants none. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function write(message: string, ...details: unknown[]): void {
  console.error(`troupe: ${message}`, ...details);
}
