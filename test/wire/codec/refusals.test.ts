import { describe, expect, test } from "vitest";
import { ActorError } from "../../../src/core/errors.ts";
import { encode } from "../../../src/wire/codec/encode.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import { carry, read, post, refTo, threadScope, thrownBy, write } from "./carry.ts";

class Account {
  balance = 1;
}
class Registry extends Map {}

const refused: [what: string, value: unknown, message: string][] = [
  ["a function", { user: { save() {} } }, "payload.user.save: a function cannot cross"],
  ["a function by itself", () => {}, "payload: a function cannot cross"],
  ["a class", [Account], "payload[0]: a function cannot cross"],
  ["a symbol", { a: [0, Symbol("s")] }, "payload.a[1]: a symbol cannot cross"],
  [
    "a symbol key",
    { a: { [Symbol("s")]: 1 } },
    "payload.a: its key Symbol(s) cannot cross, a symbol is known on its own host only",
  ],
  [
    "a Buffer",
    { file: Buffer.from("x") },
    "payload.file: a Buffer would arrive as a Uint8Array; send new Uint8Array(buffer)",
  ],
  ["an instance of a class", { of: new Account() }, "payload.of: an instance of the class Account cannot cross"],
  [
    "an instance of an unnamed class",
    new (class {
      field = 1;
    })(),
    "payload: an instance of a class cannot cross",
  ],
  ["a subclass of Map", new Registry(), "payload: an instance of the class Registry cannot cross"],
  ["what only looks like a Map", Object.create(Map.prototype), "payload: reading it threw TypeError: "],
  ["a boxed primitive", Object(1), "payload: an instance of the class Number cannot cross"],
  ["a promise", { later: Promise.resolve() }, "payload.later: a promise cannot cross, await it first"],
  ["a WeakMap", new WeakMap(), "payload: a WeakMap cannot cross"],
  ["a WeakSet", new WeakSet(), "payload: a WeakSet cannot cross"],
  ["a WeakRef", new WeakRef({}), "payload: a WeakRef cannot cross"],
  ["a generator", (function* () {})(), "payload: an instance of a class cannot cross"],
  ["URLSearchParams", new URLSearchParams(), "payload: an instance of the class URLSearchParams cannot cross"],
  [
    "an untransferred MessagePort",
    [new MessageChannel().port1],
    "payload[0]: a MessagePort crosses only when it is moved, with transfer(value, [port])",
  ],
  ["a value in a Map", { m: new Map([["k", { f() {} }]]) }, 'payload.m.get("k").f: a function cannot cross'],
  ["a key of a Map", new Map([[Symbol.iterator, 1]]), "payload.get(…): a symbol cannot cross"],
  ["an item of a Set", { s: new Set([1, () => {}]) }, "payload.s[1]: a function cannot cross"],
  ["an item after holes", { s: [, , () => {}] }, "payload.s[2]: a function cannot cross"], // oxlint-disable-line no-sparse-arrays
  ["keys that are no names", { "a b": { 'c"': () => {} } }, 'payload["a b"]["c\\""]: a function cannot cross'],
  ["a later one among good ones", [{ a: {} }, { a: { b: [] } }, () => {}], "payload[2]: a function cannot cross"],
];

describe("encode() refuses", () => {
  test.each(refused.map(([what]) => what))("%s and names its path", (what) => {
    const [, value, message] = refused.find(([name]) => name === what) ?? [];
    const error = thrownBy(() => carry(value)) as ActorError & { path: string };
    expect(error).toBeInstanceOf(ActorError);
    expect(error.code).toBe("NOT_SENDABLE");
    expect(error.message).toContain(`Cannot send ${message}`);
    expect(error.message).toContain(`payload${/^(\[|$)/.test(error.path) ? "" : "."}${error.path}:`);
  });

  test("a getter that throws, and keeps what it threw", () => {
    const cause = new Error("no");
    const value = {
      list: [
        {
          get name(): string {
            throw cause;
          },
        },
      ],
    };
    expect(thrownBy(() => carry(value))).toMatchObject({
      code: "NOT_SENDABLE",
      message: "Cannot send payload.list[0].name: reading it threw Error: no",
      path: "list[0].name",
      cause,
    });
  });

  test("a proxy that throws, even if it throws a revoked proxy", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(thrownBy(() => carry({ a: proxy }))).toMatchObject({ code: "NOT_SENDABLE", path: "a" });
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw proxy; // the worst that a sender can do
        },
      },
    );
    expect(thrownBy(() => carry({ a: hostile }))).toMatchObject({
      message: "Cannot send payload.a: reading it threw something that cannot be shown",
    });
  });

  test("a ref that its scope refuses, with the reason of the scope", () => {
    const cause = new ActorError("NOT_SENDABLE", "it is a ref of another system");
    const frame = new OutgoingFrame({
      sharesMemory: true,
      addressOf: () => {
        throw cause;
      },
    });
    expect(thrownBy(() => encode({ to: refTo("a") }, frame))).toMatchObject({
      code: "NOT_SENDABLE",
      message: "Cannot send payload.to: it is a ref of another system",
      path: "to",
      cause,
    });
  });

  test("under the name that the caller gives to the value", () => {
    const frame = new OutgoingFrame(threadScope);
    expect(thrownBy(() => encode({ f() {} }, frame, "reply"))).toMatchObject({
      message: "Cannot send reply.f: a function cannot cross",
    });
  });

  test("what is nested more than 1,000 levels deep, wherever the depth comes from", () => {
    const deep = (levels: number): unknown => {
      let value: unknown = "bottom";
      for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
      return value;
    };
    expect(carry(deep(1_000))).toEqual(deep(1_000));
    for (const value of [deep(1_001), deep(100_000), new Map([[0, deep(1_000)]]), new Set([deep(1_000)])]) {
      const error = thrownBy(() => carry(value)) as ActorError;
      expect(error.code).toBe("NOT_SENDABLE");
      expect(error.message).toMatch(/: it is nested more than 1,000 levels deep$/);
    }
  });
});

test("encode() leaves the frame as it was when it fails, and the next messages arrive whole", () => {
  const frame = write({ a: 1, b: "first" });
  const before = { items: [...frame.items], transfers: [...frame.transfers] };
  const failing = {
    shape: { x: 1, y: 2 },
    again: { x: 3, y: 4 },
    bytes: new Uint8Array(5_000),
    many: Array.from({ length: 50 }, (_, index) => ({ [`key${index}`]: index })),
    last() {},
  };
  for (const value of [failing, [failing], new Map([[failing, 1]])]) {
    expect(() => encode(value, frame)).toThrow("a function cannot cross");
    expect({ items: frame.items, transfers: frame.transfers }).toEqual(before);
  }
  const next = [
    { x: 5, y: 6 },
    { x: 7, y: 8 },
    { a: 2, b: "second" },
  ];
  for (const value of next) encode(value, frame);
  expect(read(post(frame))).toEqual([{ a: 1, b: "first" }, ...next]);
});

test("encode() refuses a message that a getter of another one sends on the same frame", () => {
  const frame = new OutgoingFrame(threadScope);
  let inner: unknown;
  const value = {
    before: 1,
    get sends() {
      inner = thrownBy(() => encode("inner", frame));
      return 2;
    },
  };
  encode(value, frame);
  expect(inner).toMatchObject({ code: "NOT_SENDABLE" });
  expect(frame.isBusy).toBe(false);
  expect(read(post(frame))).toEqual([{ before: 1, sends: 2 }]);
});

test("encode() leaves the frame as it was wherever on the stack it runs out of room", () => {
  const value = { a: { b: [{ c: new Map([["d", { e: new Error("f") }]]) }] }, bytes: new Uint8Array(3) };
  for (let round = 0; round < 20; round++) {
    const frame = new OutgoingFrame(threadScope);
    let written = 0;
    const descend = (...padding: number[]): void => {
      try {
        descend(...padding, 0);
      } catch {
        // Here the stack is nearly full; one level up it is a little less so.
      }
      if (written > 2) return;
      const before = frame.items.length;
      try {
        encode({ [`round${round}`]: value }, frame);
        written++;
      } catch {
        if (frame.items.length !== before) throw new Error("half a message is left");
      }
    };
    try {
      descend(...Array.from({ length: round }, () => 0));
    } catch (error) {
      if ((error as Error).message === "half a message is left") throw error;
    }
    expect(written).toBeGreaterThan(0);
    expect(read(post(frame))).toHaveLength(written);
  }
});
