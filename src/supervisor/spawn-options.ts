import { isAddressed } from "../core/address.ts";
import { ActorError } from "../core/errors.ts";
import { show } from "../core/show.ts";
import type { SpawnOptions } from "../core/spawn.ts";

/** Spawn options with the defaults in place. */
export type CheckedOptions = SpawnOptions &
  Required<Pick<SpawnOptions, "on" | "restart" | "transient" | "startTimeoutMs" | "stopTimeoutMs">>;

const defaults = {
  on: "inline",
  restart: "on-crash",
  transient: false,
  startTimeoutMs: 10_000,
  stopTimeoutMs: 5_000,
} as const;

/**
 * Checks what somebody handed to `spawn` and fills in the defaults.
 *
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkSpawnOptions(actor: string, options: SpawnOptions | undefined): CheckedOptions {
  const given: Record<string, unknown> = { ...options };
  for (const [option, [wanted, isValid]] of Object.entries(rules)) {
    const value = given[option];
    if (value === undefined) delete given[option];
    else if (!isValid(value)) throw badOption(actor, option, wanted, value);
  }
  for (const option of Object.keys(given)) {
    if (option !== "args" && !(option in rules)) throw unknownOption(actor, option);
  }
  return { ...defaults, ...given };
}

type Rule = readonly [wanted: string, isValid: (value: unknown) => boolean];

const isMs = (value: unknown): boolean => typeof value === "number" && value >= 0;

const rules: Record<string, Rule> = {
  name: [
    "a text that is not empty, without slashes and control characters",
    (value) => typeof value === "string" && value !== "" && !/[/\p{Cc}]/u.test(value),
  ],
  on: ['"inline", "thread", { thread: { own, env, execArgv, resourceLimits } } or { beside: ref }', isPlacement],
  restart: ['"on-crash" or "never"', (value) => value === "on-crash" || value === "never"],
  transient: ["true or false", (value) => typeof value === "boolean"],
  startTimeoutMs: ["a number of ms from 0", isMs],
  stopTimeoutMs: ["a number of ms from 0", isMs],
  signal: ["an AbortSignal", (value) => value instanceof AbortSignal],
};

function isPlacement(value: unknown): boolean {
  if (value === "inline" || value === "thread") return true;
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  if ("beside" in value) return isObject(value["beside"]) && isAddressed(value["beside"]);
  return isObject(value["thread"]) && Object.entries(value["thread"]).every(isThreadOption);
}

function isThreadOption([option, value]: [string, unknown]): boolean {
  if (value === undefined) return true;
  switch (option) {
    case "own":
      return value === true;
    case "env":
      return isObject(value);
    case "execArgv":
      return Array.isArray(value) && value.every((word) => typeof word === "string");
    case "resourceLimits":
      return isObject(value) && Object.values(value).every((limit) => typeof limit === "number" && limit > 0);
    default:
      return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function badOption(actor: string, option: string, wanted: string, value: unknown): ActorError {
  const message = `Cannot spawn actor "${actor}": ${option} must be ${wanted}, not ${show(value)}`;
  return new ActorError("BAD_OPTION", message);
}

function unknownOption(actor: string, option: string): ActorError {
  const known = [...Object.keys(rules), "args"].join(", ");
  return new ActorError("BAD_OPTION", `Cannot spawn actor "${actor}": there is no option "${option}", only ${known}`);
}
