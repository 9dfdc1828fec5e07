import { expect, test } from "vitest";
import { Claims, fairest } from "../../src/placement/claims.ts";

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

test("fairest() spreads what one host asks for over all, begins elsewhere, and prefers those that few need", () => {
  const hosts = [1, 2, 3].map((host) => ({ host, claims: new Claims() }));
  hosts[1]?.claims.add(0);
  const hire = (asker: number): number | undefined => {
    const chosen = fairest(asker, hosts);
    chosen?.claims.add(asker);
    return chosen?.host;
  };
  expect([hire(1), hire(1), hire(1), hire(1)]).toEqual([3, 2, 1, 3]);
  expect([hire(0), hire(0), hire(0)]).toEqual([1, 3, 1]);
  expect(fairest(1, [])).toBe(undefined);
});
