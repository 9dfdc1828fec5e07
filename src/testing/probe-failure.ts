import { AssertionError } from "node:assert";
import { inspect } from "node:util";
import type { Arrival } from "./probe-definition.ts";

/** So many messages are listed. */
const MOST_LISTED = 10;
/** A payload is shown in so many characters. */
const LONGEST_PAYLOAD = 300;

/** A probe's assertion has failed: `expected` and `actual` are message types, for the test runner to compare. */
export function probeFailure(message: string, expected: readonly string[], came: readonly Arrival[]): AssertionError {
  return new AssertionError({
    message: came.length === 0 ? message : `${message}${listed(came)}`,
    expected: typesOf(expected),
    actual: typesOf(came.map(({ type }) => type)),
    operator: "probe",
  });
}

function listed(came: readonly Arrival[]): string {
  const lines = came.slice(0, MOST_LISTED).map(({ type, payload }) => `\n  ${shown(type, payload)}`);
  const more = came.length - lines.length;
  return `${lines.join("")}${more > 0 ? `\n  and ${more} more` : ""}`;
}

function shown(type: string, payload: unknown): string {
  if (payload === undefined) return `"${type}"`;
  const text = inspect(payload, { depth: 3, breakLength: Infinity });
  return `"${type}" with ${text.length > LONGEST_PAYLOAD ? `${text.slice(0, LONGEST_PAYLOAD)}…` : text}`;
}

function typesOf(types: readonly string[]): string | readonly string[] | undefined {
  return types.length > 1 ? types : types[0];
}
