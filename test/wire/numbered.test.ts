import { expect, test } from "vitest";
import { Numbered } from "../../src/wire/numbered.ts";

test("numbered.take() gives each item once, by its number", () => {
  const numbered = new Numbered<string>();
  const [some, other] = [numbered.reserve(), numbered.reserve()];
  numbered.set(some, "some");
  numbered.set(other, "other");
  expect([numbered.take(other), numbered.take(other), numbered.take(some), numbered.take(3)]).toEqual([
    "other",
    undefined,
    "some",
    undefined,
  ]);
});

test("numbered.reserve() never gives a number twice, and passes over what stays under way", () => {
  const numbered = new Numbered<number>();
  const first = numbered.reserve();
  numbered.set(first, first);
  const seen = new Set([first]);
  for (let count = 0; count < 1_000; count++) {
    const number = numbered.reserve();
    numbered.set(number, number);
    seen.add(number);
    expect(numbered.take(number)).toBe(number);
  }
  expect(seen.size).toBe(1_001);
  expect(numbered.take(first)).toBe(first);
});

test("numbered keeps all of many, and a late number finds nothing where a new one is", () => {
  const numbered = new Numbered<number>();
  const numbers = Array.from({ length: 500 }, () => {
    const number = numbered.reserve();
    numbered.set(number, number);
    return number;
  });
  const even = numbers.filter((number) => number % 2 === 0);
  expect(even.map((number) => numbered.take(number))).toEqual(even);
  expect(even.map((number) => numbered.take(number + 4_096))).toEqual(even.map(() => undefined));
  expect(numbered.takeAll().toSorted((some, other) => some - other)).toEqual(numbers.filter((n) => n % 2 === 1));
  expect(numbered.takeAll()).toEqual([]);
});

test("numbered.set() takes numbers as they come from elsewhere, also one that is set twice", () => {
  const numbered = new Numbered<string>();
  for (const number of [1, 65, 129, 2 ** 33 + 2]) numbered.set(number, `item ${number}`);
  numbered.set(65, "again");
  expect([1, 65, 129, 2 ** 33 + 2].map((number) => numbered.take(number))).toEqual([
    "item 1",
    "again",
    "item 129",
    `item ${2 ** 33 + 2}`,
  ]);
});

test("numbered.set() refuses a number that would fall on another one whatever the size", () => {
  const numbered = new Numbered<string>();
  numbered.set(1, "item");
  expect(() => numbered.set(2 ** 32 + 1, "no reserve() gives that")).toThrow(/its place is taken/);
});
