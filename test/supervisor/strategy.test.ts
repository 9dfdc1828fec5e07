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
  ["one-for-one", "x", ""],
  ["one-for-all", "x", ""],
  ["rest-for-one", "x", ""],
])("takenDown(%s) of a, b, c when %s fails: %s", (strategy, failed, down) => {
  expect(takenDown(strategy, ["a", "b", "c"], failed).join("")).toBe(down);
});
