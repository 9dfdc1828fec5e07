import { isObject } from "./core/check-options.ts";
import { ActorError } from "./core/errors.ts";
import { show } from "./core/show.ts";
import { logLevels, type Log } from "./core/log.ts";

/** Settings of a system. */
export interface SystemOptions {
  /** It begins the path of each of the system's actors. Default: a random one. */
  readonly name?: string;
  /** How many threads `on: "thread"` shares. Default: one for each core. */
  readonly threads?: number;
  /** How many child processes `on: "process"` shares. Default: one for each core. */
  readonly processes?: number;
  /** How long an ask waits for its reply, in ms. Default: 30,000. */
  readonly askTimeoutMs?: number;
  /** How long a host handles messages before timers and I/O get their turn, in ms. Default: 5. */
  readonly budgetMs?: number;
  /** Aborting it stops the system. */
  readonly signal?: AbortSignal;
  /** Where crashes, dead letters and `ctx.log` are written; `false` for nowhere. Default: standard error. */
  readonly log?: Log | false;
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkSystemOptions(options: unknown): void {
  if (!isObject(options)) throw bad(`options must be an object, not ${show(options)}`);
  for (const [option, value] of Object.entries(options)) {
    const rule = rules[option];
    if (rule === undefined) throw bad(`there is no option "${option}", only ${Object.keys(rules).join(", ")}`);
    if (value === undefined || rule.isValid(value)) continue;
    throw bad(`${option} must be ${rule.wanted}, not ${show(value)}`);
  }
}

interface Rule {
  readonly wanted: string;
  isValid(value: unknown): boolean;
}

const ms: Rule = { wanted: "a number of ms above 0", isValid: (value) => typeof value === "number" && value > 0 };

const aCount: Rule = {
  wanted: "a whole number from 1",
  isValid: (value) => Number.isInteger(value) && (value as number) > 0,
};

const rules: Record<string, Rule> = {
  name: {
    wanted: "a text that is not empty, without slashes, colons and control characters",
    isValid: (value) => typeof value === "string" && value !== "" && !/[/:\p{Cc}]/u.test(value),
  },
  threads: aCount,
  processes: aCount,
  askTimeoutMs: ms,
  budgetMs: ms,
  signal: { wanted: "an AbortSignal", isValid: (value) => value instanceof AbortSignal },
  log: {
    wanted: "a Log or false",
    isValid: (value) => value === false || isLog(value),
  },
};

function isLog(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return logLevels.every((level) => typeof (value as Partial<Log>)[level] === "function");
}

function bad(why: string): ActorError {
  return new ActorError("BAD_OPTION", `Cannot create a system: ${why}`);
}
