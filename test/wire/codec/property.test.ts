import { deepStrictEqual } from "node:assert";
import { expect, test } from "vitest";
import { encode } from "../../../src/wire/codec/encode.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import { carryAll, post, read, threadScope } from "./carry.ts";
import { randomFrom, type Random } from "./random.ts";

const keys = ["a", "b", "c", "id", "__proto__", "constructor", "0", "17", "", "a b", "ü"];
const leaves = [0, -0, NaN, 1e300, 2 ** 31, "", "text", "\u{1F600}", true, false, null, undefined, 0n, -1n];

/** A value of any kind; now and then one that already stands elsewhere in the message, or above itself. */
function anyValue(random: Random, depth: number, met: unknown[]): unknown {
  if (depth === 0 || random.below(4) === 0) return random.pick<unknown>(leaves);
  if (met.length > 0 && random.below(8) === 0) return random.pick(met);
  const inner = (): unknown => anyValue(random, depth - 1, met);
  const meet = <T>(value: T): T => {
    met.push(value);
    return value;
  };
  const many = Array.from({ length: random.below(5) });
  const kinds = [
    () => {
      const object = meet(random.below(6) === 0 ? (Object.create(null) as object) : {});
      for (const _ of many) define(object, random.pick(keys), inner());
      return object;
    },
    () => {
      const array = meet<unknown[]>([]);
      for (const _ of many) {
        if (random.below(6) === 0) array.length++;
        else array.push(inner());
      }
      return array;
    },
    () => {
      const map = meet(new Map<unknown, unknown>());
      for (const _ of many) map.set(inner(), inner());
      return map;
    },
    () => {
      const set = meet(new Set<unknown>());
      for (const _ of many) set.add(inner());
      return set;
    },
    () => {
      const error = meet(new RangeError(random.pick(keys), { cause: random.below(9) }));
      for (const _ of many) define(error, random.pick(keys), inner());
      return error;
    },
    () => meet(new Date(random.below(1e9))),
    () => meet(new Float64Array(random.below(300)).fill(random.below(9))),
    () => meet(new RegExp(random.pick(["a", "[/]", "\n"]), random.pick(["", "g", "iu"]))),
  ];
  return random.pick(kinds)();
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

test("encode() and decode() are inverse for whatever frames are made of", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomFrom(seed);
    const values = Array.from({ length: 1 + random.below(20) }, () => anyValue(random, 1 + random.below(6), []));
    deepStrictEqual(carryAll(...values), values, `seed ${seed}`);
  }
});

test("encode() fails without a trace in the midst of whatever frames are made of", () => {
  let failures = 0;
  for (let seed = 1_001; seed <= 1_400; seed++) {
    const random = randomFrom(seed);
    const frame = new OutgoingFrame(threadScope);
    const accepted: unknown[] = [];
    for (let message = 0; message < 20; message++) {
      const met: unknown[] = [];
      const value = anyValue(random, 5, met);
      const container = random.pick([...met, {}]);
      if (random.below(2) === 0 && container instanceof Map) container.set("bad", Symbol("bad"));
      else if (random.below(2) === 0 && Array.isArray(container)) container.push(() => {});
      const before = [...frame.items];
      try {
        encode(value, frame);
        accepted.push(value);
      } catch {
        failures++;
        deepStrictEqual(frame.items, before, `seed ${seed}`);
      }
    }
    const arrived = read(post(frame));
    expect(arrived).toHaveLength(accepted.length);
    // An error's bad field arrives as a string, so only what has no error in it can be compared.
    for (const [index, value] of accepted.entries()) {
      if (!holdsError(value, new Set())) deepStrictEqual(arrived[index], value, `seed ${seed}`);
    }
  }
  expect(failures).toBeGreaterThan(100);
});

function holdsError(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (value instanceof Error) return true;
  const inside = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  return inside.some((each) => holdsError(each, seen));
}
