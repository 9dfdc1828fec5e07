import { expect, test } from "vitest";
import { backoffMs } from "../../src/supervisor/backoff.ts";

test.each([
  [0, 100],
  [1, 200],
  [3, 800],
  [6, 6_400],
  [7, 10_000],
  [1e9, 10_000],
])("backoffMs(%i) is %i without jitter", (crashes, ms) => {
  expect(backoffMs(crashes, 0.5, undefined)).toBe(ms);
});

test("backoffMs() spreads by jitter, both ways", () => {
  expect([0, 0.5, 1].map((random) => Math.round(backoffMs(0, random, undefined)))).toEqual([80, 100, 120]);
  expect(backoffMs(5, 1, { minMs: 0 })).toBe(0);
  expect(backoffMs(2, 0, { minMs: 10, factor: 3, jitter: 0 })).toBe(90);
  expect(backoffMs(2, 0, { minMs: 10, factor: 3, jitter: 0, maxMs: 50 })).toBe(50);
});
