import { expect, test } from "vitest";
import { Claims } from "../../src/placement/claims.ts";

test("claims.count is how many actors need the host, whoever asked for it", () => {
  const claims = new Claims();
  claims.add(0);
  claims.add(0);
  claims.add(3);
  expect(claims.count).toBe(3);
  claims.remove(0);
  expect(claims.count).toBe(2);
});

test("claims.remove() of an asker that has none is nothing: its claims died with it", () => {
  const claims = new Claims();
  claims.add(0);
  claims.remove(3);
  claims.remove(0);
  claims.remove(0);
  expect(claims.count).toBe(0);
});

test("claims.removeAll() forgets an asker, and only that one", () => {
  const claims = new Claims();
  for (const asker of [0, 3, 3, 3]) claims.add(asker);
  claims.removeAll(3);
  claims.removeAll(5);
  claims.remove(3);
  expect(claims.count).toBe(1);
  claims.add(3);
  expect(claims.count).toBe(2);
});
