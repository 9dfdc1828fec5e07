import { expect, test } from "vitest";
import { backoffMs, FailureStreak } from "../../src/supervisor/backoff.ts";

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
  expect(backoffMs(1e6, 1, { minMs: 0, factor: 3 })).toBe(0);
  expect(backoffMs(2, 0, { minMs: 10, factor: 3, jitter: 0 })).toBe(90);
  expect(backoffMs(2, 0, { minMs: 10, factor: 3, jitter: 0, maxMs: 50 })).toBe(50);
});

test("streak.add() tells how many failures there were before, and begins anew after a quiet time", () => {
  const streak = new FailureStreak(5_000);
  expect([0, 10, 4_999, 5_000, 0].map((ranMs) => streak.add(ranMs))).toEqual([0, 1, 2, 0, 1]);
});
