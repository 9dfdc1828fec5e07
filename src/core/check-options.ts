import { ActorError } from "./errors.ts";
import { show } from "./show.ts";

/** What an option must be, in words, and whether a value is that. */
export type Rule = readonly [wanted: string, isValid: (value: unknown) => boolean];

/** A rule for each option that there is. */
export type Rules<Options> = { readonly [Option in keyof Options & string]-?: Rule };

/**
 * Checks what somebody handed in as options; one that is undefined stands for its default.
 *
 * @param act what they are for, as in `spawn actor "counter"`
 * @param path what they are a part of, as in `supervise.backoff`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkOptions(act: string, given: unknown, rules: Readonly<Record<string, Rule>>, path = ""): void {
  if (!isObject(given)) throw badOption(act, path === "" ? "options" : path, "an object", given);
  const within = path === "" ? "" : `${path}.`;
  for (const [option, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules).join(", ");
      throw new ActorError("BAD_OPTION", `Cannot ${act}: there is no option "${within}${option}", only ${known}`);
    }
    if (value !== undefined && !rule[1](value)) throw badOption(act, `${within}${option}`, rule[0], value);
  }
}

export function badOption(act: string, option: string, wanted: string, given: unknown): ActorError {
  return new ActorError("BAD_OPTION", `Cannot ${act}: ${option} must be ${wanted}, not ${show(given)}`);
}

/** @throws {ActorError} `BAD_OPTION` for what is no message type. */
export function checkType(act: string, type: unknown): void {
  if (typeof type !== "string") throw badOption(act, "the type of its message", "a text", type);
}

/** An object with options in it, and not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === "function";
}

const isFrom =
  (least: number) =>
  (value: unknown): boolean =>
    typeof value === "number" && value >= least;

// Rules that more than one table has. NaN is at least nothing, so that it breaks all those for numbers.

export const msFrom0: Rule = ["a number of ms from 0", isFrom(0)];
export const msAbove0: Rule = ["a number of ms above 0", (value) => isFrom(0)(value) && value !== 0];

export function wholeFrom(least: number): Rule {
  const isWhole = (value: unknown): boolean => Number.isInteger(value) || value === Infinity;
  return [`a whole number from ${least}, or Infinity`, (value) => isWhole(value) && isFrom(least)(value)];
}

export const actorName: Rule = [
  "a text that is not empty, without slashes and control characters",
  (value) => typeof value === "string" && value !== "" && !/[/\p{Cc}]/u.test(value),
];

export const aText: Rule = ["a text", (value) => typeof value === "string"];
export const aBoolean: Rule = ["true or false", (value) => typeof value === "boolean"];
export const aFunction: Rule = ["a function", (value) => typeof value === "function"];
export const anObject: Rule = ["an object", isObject];
export const anAbortSignal: Rule = ["an AbortSignal", (value) => value instanceof AbortSignal];

/** One of a few words. */
export function oneOf(...words: readonly string[]): Rule {
  const quoted = words.map((word) => `"${word}"`);
  const wanted = `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  return [wanted, (value) => words.includes(value as string)];
}
