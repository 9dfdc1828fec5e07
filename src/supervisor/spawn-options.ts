import { isAddressed } from "../core/address.ts";
import {
  aBoolean,
  actorName,
  anAbortSignal,
  anObject,
  aText,
  badOption,
  checkOptions,
  isObject,
  msFrom0,
  oneOf,
  type Rule,
  type Rules,
} from "../core/check-options.ts";
import { checkMailboxOptions } from "../core/mailbox-options.ts";
import type { ProcessOptions, SpawnOptions, ThreadOptions } from "../core/spawn.ts";
import { withoutUndefined } from "../core/without-undefined.ts";

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
 * @param act what they are for, as in `spawn actor "counter"`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkSpawnOptions(act: string, options: unknown): CheckedOptions {
  if (options === undefined) return defaults;
  checkOptions(act, options, rules);
  const given = options as SpawnOptions;
  checkHost(act, given.on);
  checkMailboxOptions(act, given.mailbox ?? {});
  return { ...defaults, ...withoutUndefined(given) };
}

const rules: Rules<SpawnOptions> = {
  name: actorName,
  args: ["anything", () => true],
  on: [
    '"inline", "thread", "process", { thread: { own, env, … } }, { process: { own, env, cwd, … } } or { beside: ref }',
    isPlacement,
  ],
  restart: oneOf("always", "on-crash", "never"),
  transient: aBoolean,
  startTimeoutMs: msFrom0,
  stopTimeoutMs: msFrom0,
  mailbox: anObject,
  signal: anAbortSignal,
};

function isPlacement(value: unknown): boolean {
  if (value === "inline" || value === "thread" || value === "process") return true;
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  if ("beside" in value) return isObject(value["beside"]) && isAddressed(value["beside"]);
  return isObject(value["thread"]) || isObject(value["process"]);
}

const aTrue: Rule = ["true", (value) => value === true];
const isText = (value: unknown): boolean => typeof value === "string";

const threadRules: Rules<ThreadOptions> = {
  own: aTrue,
  env: anObject,
  execArgv: ["an array of texts", (value) => Array.isArray(value) && value.every(isText)],
  resourceLimits: anObject,
};
const processRules: Rules<ProcessOptions> = { ...threadRules, cwd: aText };

const megabytes: Rule = ["a number above 0", (value) => typeof value === "number" && value > 0];
const threadLimitRules: Rules<NonNullable<ThreadOptions["resourceLimits"]>> = {
  maxOldGenerationSizeMb: megabytes,
  maxYoungGenerationSizeMb: megabytes,
  codeRangeSizeMb: megabytes,
  stackSizeMb: megabytes,
};
const { codeRangeSizeMb: _, ...processLimitRules } = threadLimitRules; // V8 has no flag for that one

function checkHost(act: string, on: SpawnOptions["on"]): void {
  if (typeof on !== "object" || "beside" in on) return;
  if ("thread" in on) {
    checkOptions(act, on.thread, threadRules, "on.thread");
    checkOptions(act, on.thread.resourceLimits ?? {}, threadLimitRules, "on.thread.resourceLimits");
    checkVariables(act, on.thread.env, "on.thread.env");
  } else {
    checkOptions(act, on.process, processRules, "on.process");
    checkOptions(act, on.process.resourceLimits ?? {}, processLimitRules, "on.process.resourceLimits");
    checkVariables(act, on.process.env, "on.process.env");
  }
}

function checkVariables(act: string, env: ThreadOptions["env"], path: string): void {
  for (const [name, value] of Object.entries(env ?? {})) {
    if (value !== undefined && !isText(value)) throw badOption(act, `${path}.${name}`, "a text", value);
  }
}
