import { expect, test } from "vitest";
import { Introductions } from "../../src/placement/introductions.ts";

test("introductions.isNew() is true once for each pair, whoever is named first", () => {
  const introductions = new Introductions();
  expect(introductions.isNew(1, 2)).toBe(true);
  expect([introductions.isNew(1, 2), introductions.isNew(2, 1)]).toEqual([false, false]);
  expect([introductions.isNew(1, 3), introductions.isNew(3, 2)]).toEqual([true, true]);
});

test("introductions.forget() forgets all pairs of a host, and no others", () => {
  const introductions = new Introductions();
  for (const [one, other] of [
    [1, 2],
    [2, 3],
    [1, 3],
  ] as const) {
    introductions.isNew(one, other);
  }
  introductions.forget(2);
  introductions.forget(9);
  expect([introductions.isNew(1, 3), introductions.isNew(2, 1), introductions.isNew(3, 2)]).toEqual([
    false,
    true,
    true,
  ]);
});
