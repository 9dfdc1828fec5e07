import { expect, test } from "vitest";
import { markRefused, wasRefused } from "../../src/core/outcome.ts";

test("wasRefused() holds for a marked error, also a frozen one, and for nothing else", () => {
  const refused = Object.freeze(new Error("no"));
  markRefused(refused);
  expect(wasRefused(refused)).toBe(true);
  for (const other of [new Error("no"), undefined, null, "no", {}]) expect(wasRefused(other)).toBe(false);
});
