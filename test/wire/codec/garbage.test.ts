import { expect, test } from "vitest";
import { ActorError } from "../../../src/core/errors.ts";
import { decode, decodeLeniently } from "../../../src/wire/codec/decode.ts";
import { firstShape, tag } from "../../../src/wire/codec/format.ts";
import { IncomingFrame } from "../../../src/wire/codec/incoming-frame.ts";
import { arrivalScope, thrownBy, write } from "./carry.ts";
import { randomFrom, type Random } from "./random.ts";

const broken: [what: string, items: unknown[]][] = [
  ["nothing", []],
  ["a marker alone", [null]],
  ["an unknown tag", [null, 99]],
  ["a negative tag", [null, -1]],
  ["a tag that is no integer", [null, 2.5]],
  ["a tag that is no number", [null, "object"]],
  ["an object as an item", [{}]],
  ["an unknown shape", [null, firstShape]],
  ["an object without its values", [null, tag.object, 2, "a", "b", 1]],
  ["a key that is no string", [null, tag.object, 1, 5, 1]],
  ["an array without its elements", [null, tag.array, 1_000_000_000, 1]],
  ["an array with a length that is none", [null, tag.array, -1]],
  ["an array that is too long", [null, tag.array, 2 ** 40, null, tag.holes, 0]],
  ["holes outside an array", [null, tag.holes, 0]],
  ["an index that is past the end", [null, tag.array, 2, null, tag.holes, 1, 2, "x"]],
  ["an endless map", [null, tag.map, 1e15, 1, 2]],
  ["an endless set", [null, tag.set, Infinity, 1]],
  ["a date that is none", [null, tag.date, "now"]],
  ["bytes that are none", [null, tag.bytes, new Uint8Array(1)]],
  ["shared memory that is none", [null, tag.shared, new ArrayBuffer(1)]],
  ["a view without a buffer", [null, tag.view, "Uint8Array", 0, 0, "bytes"]],
  ["nothing moved", [null, tag.moved, undefined]],
  ["an object that has not begun", [null, tag.array, 1, null, tag.repeat, 1]],
  ["a view in itself", [null, tag.view, "Uint8Array", 0, 0, null, tag.repeat, 0]],
  ["half a ref", [null, tag.ref, "id", "name"]],
  ["an endless nest", Array.from({ length: 300_000 }, (_, index) => [null, tag.array, 1][index % 3])],
];

const unreadable: [what: string, items: unknown[]][] = [
  ["a RegExp that is none", [null, tag.regExp, "(", ""]],
  ["a URL that is none", [null, tag.url, "nowhere"]],
  ["a view past its buffer", [null, tag.view, "Uint8Array", 4, 8, null, tag.bytes, new ArrayBuffer(8)]],
  ["a view of an unknown kind", [null, tag.view, "Function", 0, 0, null, tag.bytes, new ArrayBuffer(8)]],
  ["an unknown class of error", [null, tag.error, "Function", "", "what it said", 0, 0]],
];

test.each(unreadable.map(([what]) => what))(
  "decode() refuses %s as NOT_SENDABLE, and what follows can be read",
  (what) => {
    const items = unreadable.find(([name]) => name === what)?.[1] ?? [];
    const within = [null, tag.array, 3, "before", ...items, null, tag.repeat, 1];
    const frame = new IncomingFrame([...within, "behind", ...within, "behind"], arrivalScope);
    expect(thrownBy(() => decode(frame, "reply"))).toMatchObject({
      code: "NOT_SENDABLE",
      message: expect.stringMatching(/^Cannot read reply: /) as string,
      cause: expect.any(Error) as Error,
    });
    expect([decode(frame), frame.failure]).toEqual(["behind", undefined]);
    const [before, instead, again] = decodeLeniently(frame) as [string, unknown, unknown];
    expect(before).toBe("before");
    expect(again).toBe(instead);
    if (instead instanceof Error) expect(instead.message).toBe("what it said");
    else expect(instead).toMatch(/^\[it cannot be read: .*\]$/);
    expect([decode(frame), frame.isAtEnd]).toEqual(["behind", true]);
  },
);

test.each(broken.map(([what]) => what))("decode() refuses %s as LINK_BROKEN", (what) => {
  const items = broken.find(([name]) => name === what)?.[1] ?? [];
  const error = thrownBy(() => decode(new IncomingFrame(items, arrivalScope)));
  expect(error).toBeInstanceOf(ActorError);
  expect(error).toMatchObject({ code: "LINK_BROKEN" });
  expect((error as Error).message).toMatch(/^Cannot decode a frame: /);
});

test("decode() reads noise to its end or refuses it, and no prototype changes", () => {
  const random = randomFrom(4);
  const keysBefore = Object.getOwnPropertyNames(Object.prototype).length;
  for (let round = 0; round < 20_000; round++) readOrRefuse(noise(random));
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(keysBefore);
});

test("decode() refuses a frame that was cut or changed anywhere, or reads other values from it", () => {
  const random = randomFrom(5);
  const whole = write({ a: [1, { b: new Map([["k", new Set([1])]]) }], e: new TypeError("x", { cause: [/r/g] }) }, [
    { a: 1, e: 2 },
    new Uint16Array(4),
    new Date(0),
    new URL("a:b"),
  ]).items;
  for (let length = 0; length < whole.length; length++) readOrRefuse(whole.slice(0, length));
  for (let round = 0; round < 20_000; round++) {
    readOrRefuse(whole.with(random.below(whole.length), random.pick([...whole, ...noise(random), 5])));
  }
});

function readOrRefuse(items: readonly unknown[]): void {
  const frame = new IncomingFrame(items, arrivalScope);
  while (!frame.isAtEnd) {
    try {
      decode(frame);
    } catch (error) {
      if (!(error instanceof ActorError)) throw error;
      if (error.code === "LINK_BROKEN") return;
      if (error.code !== "NOT_SENDABLE") throw error;
    }
  }
}

function noise(random: Random): unknown[] {
  const length = random.below(40);
  return Array.from({ length }, () =>
    random.below(3) === 0
      ? null
      : random.pick<unknown>([random.below(20), random.below(3), firstShape, "__proto__", "a"]),
  );
}
