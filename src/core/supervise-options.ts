import {
  actorName,
  anObject,
  badOption,
  checkOptions,
  isObject,
  msAbove0,
  msFrom0,
  oneOf,
  wholeFrom,
  type Rules,
} from "./check-options.ts";

/**
 * Which children a crash of one touches, when it is to be restarted: that one, all of them, or that one and those that were
 * spawned after it.
 *
 * They stop in reverse order and are restarted in the order they were spawned. One with `restart: "never"` that is
 * stopped for a sibling's sake ends `stopped`.
 */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/** When a supervisor finishes by itself: with its last child that is not transient, or with the child of that name. */
export type FinishWhen = "children-done" | { readonly child: string };

/**
 * How an actor treats its children when they crash, and whether it ends with them.
 *
 * With `finishWhen` any value may be the actor's result. Options without it that stand in a variable are best left to
 * inference, or are `SuperviseOptions<undefined>`.
 */
export interface SuperviseOptions<When extends FinishWhen | undefined = FinishWhen> {
  /** Default: `"one-for-one"`. */
  readonly strategy?: Strategy;
  /** More restarts than this within `withinMs`, and the supervisor itself crashes; `Infinity` for no limit. Default: 3. */
  readonly maxRestarts?: number;
  /** Default: 5,000. */
  readonly withinMs?: number;
  readonly backoff?: BackoffOptions;
  /**
   * Finishes the supervisor by itself once its last non-transient child has ended for good (`"children-done"`), or once the
   * child of a name has.
   *
   * It does so with any exit of that child: its value becomes the supervisor's, and if it ended crashed, the supervisor
   * crashes with the same error. Default: it finishes only by `ctx.finish()`.
   */
  readonly finishWhen?: When;
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

const isNumber = (value: unknown): value is number => typeof value === "number";

const rules: Rules<SuperviseOptions> = {
  strategy: oneOf("one-for-one", "one-for-all", "rest-for-one"),
  maxRestarts: wholeFrom(0),
  withinMs: msAbove0,
  backoff: anObject,
  finishWhen: ['"children-done" or { child: name }', (value) => value === "children-done" || isObject(value)],
};

const backoffRules: Rules<BackoffOptions> = {
  minMs: ["a finite number of ms from 0", (value) => isNumber(value) && value >= 0 && value < Infinity],
  maxMs: msFrom0,
  factor: ["a finite number from 1", (value) => isNumber(value) && value >= 1 && value < Infinity],
  jitter: ["a number from 0 to 1", (value) => isNumber(value) && value >= 0 && value <= 1],
};

const finishWhenRules = { child: actorName };

/**
 * @param act what the options are for, as in `define actor "downloads"`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkSuperviseOptions(act: string, supervise: unknown): asserts supervise is SuperviseOptions {
  checkOptions(act, supervise, rules, "supervise");
  const { backoff = {}, finishWhen } = supervise as SuperviseOptions;
  checkBackoff(act, backoff);
  if (!isObject(finishWhen)) return;
  checkOptions(act, finishWhen, finishWhenRules, "supervise.finishWhen");
  if (finishWhen.child === undefined) throw badOption(act, "supervise.finishWhen.child", actorName[0], undefined);
}

/** Pauses that cannot be as long as was asked are a mistake, also where one of the two bounds is the default. */
function checkBackoff(act: string, backoff: BackoffOptions): void {
  checkOptions(act, backoff, backoffRules, "supervise.backoff");
  const { minMs, maxMs } = backoff;
  if ((minMs ?? 100) <= (maxMs ?? 10_000)) return;
  if (minMs === undefined) throw badOption(act, "supervise.backoff.maxMs", "at least minMs (by default 100)", maxMs);
  const most = maxMs === undefined ? "by default 10000" : maxMs;
  throw badOption(act, "supervise.backoff.minMs", `at most maxMs (${most})`, minMs);
}
