import { expect, test } from "vitest";
import { ActorError } from "troupe";
import { Overdue } from "../src/overdue.ts";

function reason(n: number): ActorError {
  return new ActorError("STOP_TIMEOUT", `Cannot stop actor "/shop/till-${n}" in time: its hook ended has not returned`);
}

function errorOf(overdue: Overdue): ActorError & { readonly reasons: readonly Error[] } {
  try {
    return overdue.check();
  } catch (error) {
    return error as ActorError & { readonly reasons: readonly Error[] };
  }
}

test("overdue.check() throws STOP_TIMEOUT with each reason in its message, and as they are", () => {
  const overdue = new Overdue("shop", 50);
  const reasons = [reason(1), reason(2)];
  for (const each of reasons) overdue.add(each);
  const error = errorOf(overdue);
  expect(error).toBeInstanceOf(ActorError);
  expect(error.code).toBe("STOP_TIMEOUT");
  expect(error.message).toBe(
    'Cannot stop system "shop" in 50 ms, so it was killed' +
      '; Cannot stop actor "/shop/till-1" in time: its hook ended has not returned' +
      '; Cannot stop actor "/shop/till-2" in time: its hook ended has not returned',
  );
  expect(error.reasons).toEqual(reasons);
});

test("overdue.add() takes no other faults: they held nothing up", () => {
  const overdue = new Overdue("shop", 50);
  overdue.add(new RangeError("no till"));
  overdue.add(new ActorError("STOPPED", "as asked"));
  expect(errorOf(overdue).message).toBe(
    'Cannot stop system "shop" in 50 ms, so it was killed; what held it up was over before it could be asked',
  );
});

test("overdue.check() names five and counts the rest, and keeps a hundred", () => {
  const overdue = new Overdue("shop", 50);
  for (let n = 1; n <= 10_000; n++) overdue.add(reason(n));
  const { message, reasons } = errorOf(overdue);
  expect(message.match(/till-/g)).toHaveLength(5);
  expect(message).toMatch(/till-5" in time: its hook ended has not returned; and 9995 more$/);
  expect(reasons).toHaveLength(100);
});
