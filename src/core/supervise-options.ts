import { ActorError } from "./errors.ts";
import { show } from "./show.ts";

/** How an actor treats its children when they crash. */
export interface SuperviseOptions {
  readonly strategy?: "one-for-one";
  /** More restarts than this within `withinMs`, and the supervisor itself crashes. Default: 3. */
  readonly maxRestarts?: number;
  /** Default: 5,000. */
  readonly withinMs?: number;
  readonly backoff?: BackoffOptions;
}

/** The pause before a restart: `minMs * factor ** n`, at most `maxMs`, give or take `jitter` of it. */
export interface BackoffOptions {
  /** Default: 100. */
  readonly minMs?: number;
  /** Default: 10,000. */
  readonly maxMs?: number;
  /** Default: 2. */
  readonly factor?: number;
  /** From 0 to 1. Default: 0.2. */
  readonly jitter?: number;
}

type Rule = readonly [wanted: string, isValid: (value: unknown) => boolean];

const isFrom =
  (least: number) =>
  (value: unknown): boolean =>
    typeof value === "number" && value >= least;

const rules: Readonly<Record<keyof SuperviseOptions, Rule>> = {
  strategy: ['"one-for-one"', (value) => value === "one-for-one"],
  maxRestarts: ["a number from 0", isFrom(0)],
  withinMs: ["a number of ms above 0", (value) => isFrom(0)(value) && value !== 0],
  backoff: ["an object", (value) => typeof value === "object" && value !== null],
};

const backoffRules: Readonly<Record<keyof BackoffOptions, Rule>> = {
  minMs: ["a number of ms from 0", isFrom(0)],
  maxMs: ["a number of ms from 0", isFrom(0)],
  factor: ["a number from 1", isFrom(1)],
  jitter: ["a number from 0 to 1", (value) => isFrom(0)(value) && (value as number) <= 1],
};

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkSuperviseOptions(actor: string, supervise: unknown): void {
  if (supervise === undefined) return;
  if (typeof supervise !== "object" || supervise === null) throw bad(actor, "supervise", "an object", supervise);
  checkAll(actor, "supervise", supervise, rules);
  checkAll(actor, "supervise.backoff", (supervise as SuperviseOptions).backoff ?? {}, backoffRules);
}

function checkAll(actor: string, path: string, options: object, known: Readonly<Record<string, Rule>>): void {
  for (const [option, value] of Object.entries(options)) {
    const rule = known[option];
    if (rule === undefined) throw bad(actor, path, `made of ${Object.keys(known).join(", ")}`, option);
    if (value !== undefined && !rule[1](value)) throw bad(actor, `${path}.${option}`, rule[0], value);
  }
}

function bad(actor: string, option: string, wanted: string, given: unknown): ActorError {
  return new ActorError(
    "BAD_OPTION",
    `Cannot define actor "${actor}": ${option} must be ${wanted}, not ${show(given)}`,
  );
}
