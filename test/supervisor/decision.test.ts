import { expect, test } from "vitest";
import { CrashRecord, decide, restartLimits } from "../../src/supervisor/decision.ts";

const limits = { maxRestarts: 3, withinMs: 5_000 };

test.each([
  ["never", 0, "end"],
  ["never", 1, "end"],
  ["never", 4, "end"],
  ["on-crash", 1, "restart"],
  ["on-crash", 3, "restart"],
  ["on-crash", 4, "escalate"],
  ["on-crash", 100, "escalate"],
] as const)("decide(%s) with %i crashes that count: %s", (restart, crashes, decision) => {
  expect(decide(restart, crashes, limits)).toBe(decision);
});

test("decide() with maxRestarts 0 bears none", () => {
  expect(decide("on-crash", 1, { ...limits, maxRestarts: 0 })).toBe("escalate");
});

test("restartLimits() are 3 within 5 s by default", () => {
  expect(restartLimits({})).toMatchObject(limits);
  expect(restartLimits({ maxRestarts: 7 })).toMatchObject({ maxRestarts: 7, withinMs: 5_000 });
});

test("record.add() counts the crashes of the last withinMs", () => {
  const record = new CrashRecord();
  for (const at of [0, 1_000, 4_999]) record.add(new Error("one"), at, limits);
  expect(record.count).toBe(3);
  record.add(new Error("two"), 5_000, limits);
  expect(record.count).toBe(3);
  record.add(new Error("three"), 60_000, limits);
  expect(record.count).toBe(1);
});

test("record.add() counts one incident once, however many report it", () => {
  const record = new CrashRecord();
  const death = new Error("host lost");
  for (let n = 0; n < 10; n++) record.add(death, n, limits);
  expect(record.count).toBe(1);
  record.add(new Error("host lost"), 10, limits);
  expect(record.count).toBe(2);
});
