import { availableParallelism } from "node:os";
import {
  aFunction,
  anAbortSignal,
  anObject,
  badOption,
  checkOptions,
  isObject,
  msFrom0,
  oneOf,
  wholeFrom,
  type Rule,
  type Rules,
} from "../core/check-options.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError } from "../core/errors.ts";
import { checkMailboxSpec, mailboxRules, type MailboxSpec } from "../core/mailbox-options.ts";
import type { ClosePoolOptions, JobOptions, Key, MapOptions, PoolOptions, PoolSize, Routing } from "../core/pool.ts";
import type { Placement } from "../core/spawn.ts";
import { withoutUndefined } from "../core/without-undefined.ts";
import { isKey } from "./routing.ts";
import { checkSpawnOptions, type CheckedOptions } from "../supervisor/spawn-options.ts";

/** How a pool is to be, with the defaults in place. */
export interface PoolPlan {
  readonly size: Required<PoolSize>;
  readonly routing: Routing;
  readonly key: Key | undefined;
  readonly retries: number;
  readonly maxJobsPerWorker: number;
  readonly maxMemoryBytes: number;
  /** How long a handler may go on when nobody waits for it any more, before its worker is killed; in ms. */
  readonly graceMs: number;
  readonly mailbox: MailboxSpec;
  /** Of each worker. */
  readonly worker: object;
  /** Whether workers live on other hosts: one there can be handed more than it handles at once, and be killed. */
  readonly isAway: boolean;
  /** Of the pool itself, as an actor. */
  readonly own: object;
}

const IDLE_MS = 10_000;

const key: Rule = ["a text or a number", isKey];
const isCount = ([wanted, isValid]: Rule): Rule => [
  wanted.replace(", or Infinity", ""),
  (value) => value !== Infinity && isValid(value),
];
const aCount = isCount(wholeFrom(1));
/** Each has a place from the start. */
const MOST_WORKERS = 10_000;
const workers: Rule = [
  "a whole number from 1 to 10,000",
  (value) => aCount[1](value) && (value as number) <= MOST_WORKERS,
];

const poolRules: Rules<Omit<PoolOptions, keyof CheckedOptions>> = {
  size: [`${workers[0]} or { min, max, idleMs }`, (value) => workers[1](value) || isObject(value)],
  routing: oneOf("least-busy", "round-robin", "by-key", "broadcast"),
  key: aFunction,
  retries: wholeFrom(0),
  maxJobsPerWorker: wholeFrom(1),
  maxMemoryBytes: ["a number of bytes above 0", (value) => typeof value === "number" && value > 0],
};
const sizeRules: Rules<PoolSize> = { min: isCount(wholeFrom(0)), max: workers, idleMs: msFrom0 };
const mapRules: Rules<MapOptions> = {
  buffer: aCount,
  ordered: ["true or false", (value) => typeof value === "boolean"],
  timeoutMs: msFrom0,
  signal: anAbortSignal,
};
const jobRules: Rules<JobOptions> = { signal: anAbortSignal, timeoutMs: msFrom0, retries: wholeFrom(0), key };
const closeRules: Rules<ClosePoolOptions> = { now: ["true or false", (value) => typeof value === "boolean"] };

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given; `NO_MODULE`. */
export function checkPoolOptions(definition: AnyDefinition, given: unknown = {}): PoolPlan {
  const act = `make a pool of "${definition.name}"`;
  checkOptions(act, given, { ...poolRules, ...spawnRules });
  const options = given as PoolOptions;
  const { name, transient, signal, startTimeoutMs, stopTimeoutMs, args } = options;
  const { routing = "least-busy", retries = 0, maxJobsPerWorker = Infinity, maxMemoryBytes = Infinity } = options;
  const limits = withoutUndefined({ startTimeoutMs, stopTimeoutMs });
  const asked = { ...limits, name, transient, signal, on: options.on };
  const { on, stopTimeoutMs: graceMs } = checkSpawnOptions(act, asked);
  checkPlace(act, definition, on, maxMemoryBytes);
  checkKey(act, options.key, routing);
  checkMailboxSpec(act, options.mailbox ?? {});
  const mailbox = { ...definition.mailbox, ...withoutUndefined(options.mailbox ?? {}) };
  mailboxRules(act, mailbox, {});
  return {
    size: sizeOf(act, options.size ?? (on === "inline" ? 1 : availableParallelism())),
    routing,
    key: options.key,
    retries,
    maxJobsPerWorker,
    maxMemoryBytes,
    graceMs,
    mailbox,
    worker: { ...limits, args, on: placementOf(on, maxMemoryBytes), restart: "never" },
    isAway: on !== "inline",
    own: { ...limits, ...withoutUndefined({ name, transient, signal }) },
  };
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkJobOptions(type: string, options: unknown, routing: Routing): asserts options is JobOptions {
  const act = `submit "${type}"`;
  checkOptions(act, options, jobRules);
  checkKey(act, (options as JobOptions).key, routing);
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkMapOptions(type: string, options: unknown): asserts options is MapOptions {
  checkOptions(`map "${type}"`, options, mapRules);
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkCloseOptions(path: string, options: unknown): asserts options is ClosePoolOptions {
  checkOptions(`close pool "${path}"`, options, closeRules);
}

const anything: Rule = ["anything", () => true];
/** Those that a pool shares with every spawn are checked as such. */
const spawnRules: Readonly<Record<string, Rule>> = {
  name: anything,
  args: anything,
  on: anything,
  transient: anything,
  startTimeoutMs: anything,
  stopTimeoutMs: anything,
  signal: anything,
  mailbox: anObject,
};

/** Elsewhere it would do nothing. */
function checkKey(act: string, given: unknown, routing: Routing): void {
  if (given === undefined || routing === "by-key") return;
  throw badOption(act, "key", 'left out unless routing is "by-key"', given);
}

function sizeOf(act: string, size: number | PoolSize): Required<PoolSize> {
  if (typeof size === "number") return { min: size, max: size, idleMs: IDLE_MS };
  checkOptions(act, size, sizeRules, "size");
  const { min = 0, max, idleMs = IDLE_MS } = size;
  if (max === undefined || min > max)
    throw badOption(act, "size.max", "a whole number from 1 to 10,000, at least min", max);
  return { min, max, idleMs };
}

function checkPlace(act: string, { module }: AnyDefinition, on: Placement, maxMemoryBytes: number): void {
  const isBeside = typeof on === "object" && "beside" in on;
  if (on !== "inline" && !isBeside && module === undefined) {
    throw new ActorError("NO_MODULE", `Cannot ${act} away from here: it has no module; add module: import.meta.url`);
  }
  if (maxMemoryBytes === Infinity || (on !== "inline" && !isBeside)) return;
  throw badOption(act, "maxMemoryBytes", "left out for workers that have no host of their own", maxMemoryBytes);
}

/** A host that others use too would not be freed. */
function placementOf(on: Placement, maxMemoryBytes: number): Placement {
  if (maxMemoryBytes === Infinity || on === "inline") return on;
  if (typeof on === "string") return { [on]: { own: true } } as never;
  const [[kind, settings]] = Object.entries(on) as [[string, object]];
  return { [kind]: { ...settings, own: true } } as never;
}
