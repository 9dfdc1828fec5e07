import type { Log, LogLevel } from "../core/log.ts";

/** How many lines an error message can bear. */
const MOST_LINES = 10;

/** The last warnings and errors of a system, for the message of a test that fails; all of its log goes on to `log` too. */
export class RecentLines {
  readonly log: Log;
  #lines: string[] = [];

  constructor(log: Log | undefined) {
    const passOn =
      (level: LogLevel) =>
      (message: string, ...details: unknown[]): void => {
        if (level === "warn" || level === "error") this.#lines = [...this.#lines, message].slice(-MOST_LINES);
        log?.[level](message, ...details);
      };
    this.log = { debug: passOn("debug"), info: passOn("info"), warn: passOn("warn"), error: passOn("error") };
  }

  /** Empty if there was nothing. */
  get text(): string {
    return this.#lines.map((line) => `\n  ${line}`).join("");
  }
}
