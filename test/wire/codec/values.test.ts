import { deepStrictEqual } from "node:assert";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { carry, carryAll, post, read, write } from "./carry.ts";

const bare = (fields: object): object => Object.assign(Object.create(null) as object, fields);
const withHoles = (): unknown[] => {
  const array: unknown[] = ["a"];
  array[3] = undefined;
  array[6] = { deep: [1] };
  array.length = 9;
  return array;
};

const values: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  true: true,
  false: false,
  "a number": 1.5,
  "-0": -0,
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "a big integer": Number.MAX_SAFE_INTEGER,
  "a string": "text",
  "an empty string": "",
  "a lone surrogate": "\uD800",
  "a long string": "ü".repeat(1_000),
  "a bigint": -(2n ** 100n),
  "an empty object": {},
  "an object": { a: 1, b: "two", c: null, d: undefined, e: [1n] },
  "an object with numeric keys": { 2: "two", 1: "one", x: 0 },
  "an object with many keys": Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, index])),
  "an object without prototype": bare({ a: 1, nested: bare({ b: 2 }) }),
  "keys of Object.prototype": { constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 },
  "an empty array": [],
  "an array": [null, undefined, [[]], "x"],
  "an array with holes": withHoles(),
  "a Date": new Date(1_700_000_000_000),
  "a RegExp": /a(?<b>\/)+/dgimsuy,
  "an empty RegExp": new RegExp(""),
  "a URL": new URL("https://user@example.org:8080/path?query=1#part"),
  "a Map": new Map<unknown, unknown>([
    [{ key: 1 }, new Set([1])],
    [NaN, null],
    ["-0", -0],
  ]),
  "a Set": new Set<unknown>([1, "1", null, undefined, { a: 1 }, [2]]),
  "an empty Map and Set": [new Map(), new Set()],
  "bytes inside": { view: new Uint8Array([1, 2, 3]), buffer: new ArrayBuffer(4) },
};

describe("encode() and decode() carry", () => {
  test.each(Object.keys(values))("%s", (name) => {
    deepStrictEqual(carry(values[name]), values[name]);
  });

  test("all of them in one frame, one after another", () => {
    const all = [...Object.values(values), ...Object.values(values)];
    deepStrictEqual(carryAll(...all), all);
  });

  test("an own __proto__ as a key that touches no prototype", () => {
    const hostile: unknown = JSON.parse('{"a": 1, "__proto__": {"isAdmin": true}, "constructor": {"prototype": 1}}');
    for (const arrived of carryAll(hostile, hostile) as Record<string, unknown>[]) {
      expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
      expect(Object.keys(arrived)).toEqual(["a", "__proto__", "constructor"]);
      expect(arrived["isAdmin"]).toBeUndefined();
      expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    }
  });

  test("an invalid Date", () => {
    const arrived = carry(new Date(NaN));
    expect(arrived).toBeInstanceOf(Date);
    expect(arrived.getTime()).toBeNaN();
  });

  test("a RegExp that starts again at its beginning", () => {
    const used = /a/g;
    used.test("aa");
    expect(used.lastIndex).toBe(1);
    expect(carry(used).lastIndex).toBe(0);
  });

  test("what a getter gives, and read it once", () => {
    let reads = 0;
    const value = {
      get count() {
        return ++reads;
      },
    };
    deepStrictEqual(carry(value), { count: 1 });
    expect(reads).toBe(1);
  });

  test("what a proxy shows", () => {
    deepStrictEqual(carry(new Proxy({ a: [1] }, {})), { a: [1] });
    deepStrictEqual(carry(new Proxy([1, 2], {})), [1, 2]);
  });

  test("values of another realm", () => {
    const foreign: unknown = runInNewContext(
      "({ list: [1], map: new Map([[1, new Date(5)]]), bytes: new Uint8Array(2), error: new RangeError('far') })",
    );
    const arrived = carry(foreign) as { list: unknown; map: unknown; bytes: unknown; error: unknown };
    deepStrictEqual(arrived.list, [1]);
    deepStrictEqual(arrived.map, new Map([[1, new Date(5)]]));
    deepStrictEqual(arrived.bytes, new Uint8Array(2));
    expect(arrived.error).toBeInstanceOf(RangeError);
  });

  test("an array of a billion holes, at no cost", () => {
    const holes: unknown[] = [];
    holes.length = 1_000_000_000;
    holes[999_999_999] = "last";
    const arrived = carry(holes);
    expect(arrived.length).toBe(1_000_000_000);
    expect(Object.keys(arrived)).toEqual(["999999999"]);
  });

  test("no hidden keys", () => {
    const value = Object.defineProperty({ a: 1 }, "hidden", { value: () => {} });
    Object.defineProperty(value, Symbol("hidden"), { value: 1 });
    deepStrictEqual(carry(value), { a: 1 });
  });
});

test("encode() takes the value as it is now: later changes do not arrive", () => {
  const value = {
    list: [1],
    map: new Map([["a", { n: 1 }]]),
    date: new Date(0),
    url: new URL("a:b"),
    bytes: new Uint8Array([7]),
    large: new Uint8Array(100_000).fill(7),
    error: Object.assign(new Error("before"), { tries: [1] }),
  };
  const frame = write(value);
  value.list.push(2);
  value.map.clear();
  value.date.setTime(1);
  value.url.pathname = "c";
  value.bytes[0] = 8;
  value.large[0] = 8;
  value.error.message = "after";
  value.error.tries.push(2);
  const [arrived] = read(post(frame)) as [typeof value];
  expect(arrived.list).toEqual([1]);
  expect(arrived.map.get("a")).toEqual({ n: 1 });
  expect(arrived.date.getTime()).toBe(0);
  expect(arrived.url.href).toBe("a:b");
  expect(arrived.bytes[0]).toBe(7);
  expect(arrived.large[0]).toBe(7);
  expect(arrived.error.message).toBe("before");
  expect(arrived.error.tries).toEqual([1]);
  expect(value.large.length).toBe(100_000);
});
