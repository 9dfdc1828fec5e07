import { expect, test } from "vitest";
import type { Strategy } from "../../src/core/supervise-options.ts";
import { takenDown } from "../../src/supervisor/strategy.ts";

test.each<[Strategy, string, string]>([
  ["one-for-one", "a", "a"],
  ["one-for-one", "b", "b"],
  ["one-for-one", "c", "c"],
  ["one-for-all", "a", "abc"],
  ["one-for-all", "b", "abc"],
  ["one-for-all", "c", "abc"],
  ["rest-for-one", "a", "abc"],
  ["rest-for-one", "b", "bc"],
  ["rest-for-one", "c", "c"],
])("takenDown(%s) when %s of a, b, c fails: %s", (strategy, failed, down) => {
  expect(takenDown(strategy, failed, () => ["a", "b", "c"]).join("")).toBe(down);
});

test("takenDown() looks at no sibling where none is touched: many may fail at once", () => {
  const siblings = (): never => {
    throw new Error("nobody asked for them");
  };
  expect(takenDown("one-for-one", "a", siblings)).toEqual(["a"]);
});
