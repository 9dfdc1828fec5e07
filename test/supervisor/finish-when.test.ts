import { expect, test } from "vitest";
import type { FinishWhen } from "../../src/core/supervise-options.ts";
import { isFinishedWith, verdictOf } from "../../src/supervisor/finish-when.ts";

const child = (name: string): { name: string; isTransient: boolean } => ({ name, isTransient: name.startsWith("t") });

test.each<[FinishWhen | undefined, string, string[], boolean]>([
  [undefined, "a", [], false],
  ["children-done", "a", [], true],
  ["children-done", "a", ["b"], false],
  ["children-done", "a", ["t"], true],
  ["children-done", "a", ["t", "b"], false],
  ["children-done", "t", [], false],
  ["children-done", "t", ["b"], false],
  [{ child: "a" }, "a", ["b"], true],
  [{ child: "a" }, "a", ["a", "b"], false],
  [{ child: "a" }, "b", [], false],
  [{ child: "t" }, "t", ["b"], true],
])("isFinishedWith(%j) when %s has ended and %j are left: %s", (when, ended, left, isFinished) => {
  expect(isFinishedWith(when, child(ended), left.map(child))).toBe(isFinished);
});

test("verdictOf() takes over what a child came to by itself", () => {
  const error = new Error("it");
  expect(verdictOf({ kind: "done", value: 7 })).toEqual({ kind: "done", value: 7 });
  expect(verdictOf({ kind: "crashed", error })).toEqual({ kind: "crashed", error });
  expect(verdictOf({ kind: "stopped" })).toEqual({ kind: "done", value: undefined });
  expect(verdictOf({ kind: "killed" })).toEqual({ kind: "done", value: undefined });
});
