// The decisions of a pool, each as a whole table.
import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/pool/histogram.ts";
import { batchSize, loadOf, Pace } from "../../src/pool/pace.ts";
import { picks, placeOf, type Candidate } from "../../src/pool/routing.ts";
import { missing } from "../../src/pool/sizing.ts";

const free: Candidate = { hasRoom: true, inHand: 0, load: 0 };
const light: Candidate = { hasRoom: true, inHand: 5, load: 0.1 };
const heavy: Candidate = { hasRoom: true, inHand: 2, load: 0.9 };
const full: Candidate = { hasRoom: false, inHand: 1, load: Infinity };
const unknown = (inHand: number): Candidate => ({ hasRoom: true, inHand, load: Infinity });

describe("picks", () => {
  const quick = (inHand: number): Candidate => ({ hasRoom: true, inHand, load: inHand / 256 });

  test.each<[what: string, workers: Candidate[], last: number, picked: number, load?: number]>([
    ["the one that got the last, while it has next to nothing to do", [free, quick(15)], 1, 1],
    ["another one when it has more", [free, quick(17)], 1, 0],
    ["another one when it is full", [quick(2), { ...quick(1), hasRoom: false }], 1, 0],
    ["another one when it is not known what it has to do", [free, unknown(1)], 1, 0],
    ["one that is there when the last has gone", [free], 5, 0],
    ["the one that has least to do for what may take long", [free, quick(1)], 1, 0, Infinity],
  ])("least-busy picks %s", (_what, workers, last, picked, load = 1 / 256) => {
    expect(picks["least-busy"](workers, last, load)).toBe(picked);
  });

  test.each<[what: string, workers: Candidate[], picked: number]>([
    ["nobody", [], -1],
    ["nobody if all are full", [full, full], -1],
    ["the first that is free", [light, free, free], 1],
    ["the one with less work, not with fewer jobs", [heavy, light], 1],
    ["one with room rather than one that is full", [full, heavy], 1],
    ["the one with fewer jobs if it is not known how much work they are", [unknown(3), unknown(2)], 1],
    ["the first of equals", [light, light], 0],
  ])("least-busy picks %s", (_what, workers, picked) => {
    expect(picks["least-busy"](workers, -1, 1)).toBe(picked);
  });

  test.each<[what: string, workers: Candidate[], last: number, picked: number]>([
    ["nobody", [], -1, -1],
    ["nobody if all are full", [full, full], 0, -1],
    ["the first at first", [free, free], -1, 0],
    ["the one after the last", [free, free, free], 0, 1],
    ["the first after the last of all", [free, free, free], 2, 0],
    ["the next that has room", [free, full, light], 0, 2],
    ["the same if no other has room", [full, light, full], 1, 1],
    ["one that is there when the last has gone", [free], 5, 0],
  ])("round-robin picks %s", (_what, workers, last, picked) => {
    expect(picks["round-robin"](workers, last, 1)).toBe(picked);
  });
});

test("placeOf() gives a key always the same place, and spreads keys", () => {
  const keys = Array.from({ length: 10_000 }, (_, n) => `customer-${n}`);
  for (const places of [1, 2, 3, 7, 16]) {
    const counts = new Array<number>(places).fill(0);
    for (const key of keys) {
      expect(placeOf(key, places)).toBe(placeOf(key, places));
      counts[placeOf(key, places)]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - keys.length / places)).toBeLessThan(keys.length / places / 4);
  }
  expect([0, 1, 2].map((key) => placeOf(key, 3))).toEqual([0, 1, 2]);
  for (const first of [3, 300, 2 ** 40 * 3]) {
    expect(new Set([0, 1, 2].map((key) => placeOf(first + key, 3)))).toEqual(new Set([0, 1, 2]));
  }
  const distant = [...new Array(1_000).keys()].filter((key) => placeOf(key * 100, 4) === 0);
  expect(Math.abs(distant.length - 250)).toBeLessThan(50);
  for (const odd of [-1, 1.5, NaN, Infinity, ""]) expect([0, 1, 2]).toContain(placeOf(odd, 3));
});

test.each<[why: string, max: number, up: number, starting: number, pausing: number, waiting: number, count: number]>([
  ["nothing waits", 4, 1, 0, 0, 0, 0],
  ["one for each that waits", 4, 1, 0, 0, 2, 2],
  ["no more than may be", 4, 2, 0, 0, 9, 2],
  ["those that are being started are for those that wait", 4, 0, 2, 0, 2, 0],
  ["and so are those whose pause will be over", 4, 0, 1, 1, 3, 1],
  ["all are there", 4, 4, 0, 0, 9, 0],
  ["the first", 4, 0, 0, 0, 1, 1],
])("missing(): %s", (_why, max, up, starting, pausing, waiting, count) => {
  expect(missing({ max, up, starting, pausing, waiting })).toBe(count);
});

describe("Pace", () => {
  test("knows nothing at first, then the mean of the last ones", () => {
    const pace = new Pace();
    expect(pace.of("resize")).toBe(Infinity);
    pace.note("resize", 8, 1);
    expect(pace.of("resize")).toBe(8);
    pace.note("resize", 0, 1);
    expect(pace.of("resize")).toBe(7);
    expect(pace.of("rotate")).toBe(Infinity);
  });

  test("takes a batch for as many messages as it has items", () => {
    const [one, many] = [new Pace(), new Pace()];
    one.note("resize", 1, 1);
    many.note("resize", 1, 1);
    for (let n = 0; n < 20; n++) one.note("resize", 0.01, 1);
    many.note("resize", 0.2, 20);
    expect(many.of("resize")).toBeCloseTo(one.of("resize"), 10);
  });
});

test.each<[paceMs: number, items: number, load: number]>([
  [Infinity, 1, Infinity],
  [2, 1, 2],
  [0.01, 100, 1],
  [0, 1, 1 / 256], // at most 256 are ahead, however fast
  [0, 256, 1],
])("loadOf(%d ms, %d items) is %d", (paceMs, items, load) => {
  expect(loadOf(paceMs, items)).toBe(load);
});

const needs = { paceMs: 0, last: 1_024, buffer: 1_024, workers: 2, left: Infinity };

test.each<[why: string, given: Partial<typeof needs>, size: number]>([
  ["nothing is known", { paceMs: Infinity }, 1],
  ["a millisecond's work", { paceMs: 0.01 }, 100],
  ["an item takes longer", { paceMs: 5 }, 1],
  ["two for each worker fit into the buffer", {}, 256],
  ["a large buffer", { buffer: 100_000 }, 1_024],
  ["a small buffer", { buffer: 1 }, 1],
  ["few are left", { left: 10 }, 3],
  ["none is left", { left: 0 }, 1],
  ["it grows by degrees", { last: 3 }, 12],
  ["from the first on", { last: 0 }, 1],
])("batchSize(): %s", (_why, given, size) => {
  expect(batchSize({ ...needs, ...given })).toBe(size);
});

describe("Histogram", () => {
  test("is empty at first", () => {
    expect(new Histogram().percentiles).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
  });

  test.each([0.05, 1, 30, 2_500, 3_600_000])("is off by at most a sixteenth at %d ms", (scale) => {
    const histogram = new Histogram();
    for (let n = 1; n <= 1_000; n++) histogram.add((n / 1_000) * scale);
    const { p50, p90, p99, max } = histogram.percentiles;
    for (const [seen, wanted] of [
      [p50, 0.5],
      [p90, 0.9],
      [p99, 0.99],
      [max, 1],
    ] as const) {
      expect(Math.abs(seen / (wanted * scale) - 1)).toBeLessThan(1 / 16 + 0.002);
    }
  });

  test("takes what is longer than it can tell apart, and shorter", () => {
    const histogram = new Histogram();
    histogram.add(1e12, 3);
    histogram.add(0, 1);
    expect(histogram.percentiles.max).toBe(1e12);
    expect(histogram.percentiles.p90).toBeGreaterThan(2_000_000);
  });
});
