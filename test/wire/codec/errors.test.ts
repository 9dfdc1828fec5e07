import { inspect, types } from "node:util";
import { describe, expect, test } from "vitest";
import { ActorError } from "../../../src/core/errors.ts";
import { encodeError } from "../../../src/wire/codec/encode.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import { carry, post, read, refTo, Ref, threadScope, write } from "./carry.ts";

/** All that can be told about an error: each own field, and whether it shows. */
function shapeOf(error: Error): Record<string, unknown> {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(error)).map(([key, { enumerable }]) => {
    const value: unknown = Reflect.get(error, key); // an accessor for `stack` since Node 22
    const shown: unknown = value instanceof Error ? shapeOf(value) : value;
    return [key, { value: shown, enumerable }] as const;
  });
  const { name, message, stack } = error;
  return { class: error.constructor.name, name, message, stack, fields: Object.fromEntries(fields) };
}

const native: Record<string, Error> = {
  Error: new Error("e"),
  "Error without message": new Error(),
  TypeError: new TypeError("e"),
  RangeError: new RangeError("e", { cause: "words" }),
  SyntaxError: new SyntaxError("e"),
  ReferenceError: new ReferenceError("e"),
  EvalError: new EvalError("e"),
  URIError: new URIError("e"),
  AggregateError: new AggregateError([new TypeError("one"), "two"], "e", { cause: new Error("why") }),
  DOMException: new DOMException("e", "DataCloneError"),
  "an abort": AbortSignal.abort().reason as Error,
  ActorError: new ActorError("HOST_LOST", "e", { cause: new Error("why"), details: { exitCode: 7 } }),
  "own fields": Object.assign(new Error("e"), { code: "E_X", tries: [1, { at: new Date(0) }], to: null }),
  "an own name": Object.assign(new Error("e"), { name: "Special" }),
  "an undefined cause": new Error("e", { cause: undefined }),
};

describe("encode() brings an error whole:", () => {
  test.each(Object.keys(native))("%s", (name) => {
    const error = native[name] as Error;
    const arrived = carry(error);
    expect(shapeOf(arrived)).toEqual(shapeOf(error));
    expect(Object.keys(arrived)).toEqual(Object.keys(error));
    expect(inspect(arrived)).toBe(inspect(error));
    expect(types.isNativeError(arrived)).toBe(types.isNativeError(error));
  });

  test("an error of Node, with its code", () => {
    let error: unknown;
    try {
      Buffer.alloc(-1);
    } catch (thrown) {
      error = thrown;
    }
    const arrived = carry(error) as RangeError & { code: string };
    expect(arrived).toBeInstanceOf(RangeError);
    expect(arrived.code).toBe("ERR_OUT_OF_RANGE");
    expect(arrived.stack).toBe((error as Error).stack);
  });

  test("one of another class, as the nearest built-in one, with its name", () => {
    class StorageError extends TypeError {
      override name = "StorageError";
      disk = "sda";
    }
    class HiddenName extends Error {
      get code(): string {
        return "E_HIDDEN";
      }
    }
    Object.defineProperty(HiddenName.prototype, "name", { value: "HiddenName" });
    const arrived = carry(new StorageError("full"));
    expect(arrived).toBeInstanceOf(TypeError);
    expect(arrived.constructor).toBe(TypeError);
    expect(Object.fromEntries(Object.entries(arrived))).toEqual({ name: "StorageError", disk: "sda" });
    const hidden = carry(new HiddenName("x"));
    expect(hidden.constructor).toBe(Error);
    expect(hidden).toMatchObject({ name: "HiddenName", code: "E_HIDDEN" });
    expect(Object.keys(hidden)).toEqual([]);
    expect(String(hidden)).toBe("HiddenName: x");
  });

  test("a class of the user's own that is called like a built-in one is an Error", () => {
    const Fake = { TypeError: class TypeError extends Error {} }.TypeError;
    expect(carry(new Fake("x")).constructor).toBe(Error);
  });

  test("an ActorError of another copy of Troupe", () => {
    const Copy = { ActorError: class ActorError extends Error {} }.ActorError;
    const error = Object.assign(new Copy("x"), { name: "ActorError", code: "KILLED" });
    expect(carry(error)).toBeInstanceOf(ActorError);
    expect(carry(error)).toMatchObject({ code: "KILLED", message: "x" });
  });

  test("a cause of any kind, and causes that go in a circle", () => {
    const values = [null, 0, { a: [1] }, new Map([[1, 2]])];
    for (const cause of values) expect(carry(new Error("e", { cause })).cause).toEqual(cause);
    const first = new Error("first");
    first.cause = new Error("second", { cause: first });
    const arrived = carry(first);
    expect((arrived.cause as Error).cause).toBe(arrived);
    expect(carry(new Error("e", { cause: refTo("a") })).cause).toBeInstanceOf(Ref);
  });
});

describe("encode() replaces what cannot cross in an error:", () => {
  test("a field, a cause and one of several errors", () => {
    const error = Object.assign(
      new AggregateError([new Error("a", { cause: Symbol("s") })], "e", { cause: () => {} }),
      {
        retry() {},
        request: { agent: { on() {} } },
        buffer: Buffer.from("x"),
        good: [1],
      },
    );
    const arrived = carry(error);
    expect(Object.fromEntries(Object.entries(arrived))).toEqual({
      retry: "[a function cannot cross]",
      request: "[agent.on: a function cannot cross]",
      buffer: "[a Buffer would arrive as a Uint8Array; send new Uint8Array(buffer)]",
      good: [1],
    });
    expect(arrived.cause).toBe("[a function cannot cross]");
    expect((arrived.errors[0] as Error).cause).toBe("[a symbol cannot cross]");
  });

  test("a getter that throws, even for its name, message or stack", () => {
    class Hostile extends Error {}
    for (const key of ["name", "message", "stack", "code", "cause", "extra"]) {
      const field: PropertyDescriptor = {
        enumerable: key === "extra",
        get() {
          throw new RangeError(`no ${key}`);
        },
      };
      const error = Object.defineProperty(new Hostile("m"), key, field);
      const arrived = carry(error) as Error & Record<string, unknown>;
      expect(arrived).toBeInstanceOf(Error);
      if (key === "extra" || key === "code" || key === "cause") {
        expect(arrived[key]).toBe(`[reading it threw RangeError: no ${key}]`);
      }
    }
  });

  test("and keeps the identities and shapes of all that comes after it", () => {
    const shared = { x: 1 };
    const half = { fresh: { p: 1, q: 2 }, shared, f() {} };
    const error = Object.assign(new Error("e"), { half, shared, list: [{ p: 3, q: 4 }, shared] });
    const [arrived, after] = read(post(write(error, { p: 5, q: 6 }))) as [typeof error, unknown];
    expect(arrived.half).toBe("[f: a function cannot cross]");
    expect(arrived.shared).toEqual({ x: 1 });
    expect(arrived.list).toEqual([{ p: 3, q: 4 }, { x: 1 }]);
    expect(arrived.list[1]).toBe(arrived.shared);
    expect(after).toEqual({ p: 5, q: 6 });
  });

  test("a chain of causes that is too long", () => {
    let error = new Error("0");
    for (let index = 1; index < 5_000; index++) error = new Error(String(index), { cause: error });
    let arrived: unknown = carry(error);
    let length = 0;
    while (arrived instanceof Error) {
      length++;
      arrived = arrived.cause;
    }
    expect(length).toBe(1_000);
    expect(arrived).toBe("[it is nested more than 1,000 levels deep]");
  });

  test("a stack that is none", () => {
    const error = new Error("e");
    Object.defineProperty(error, "stack", { value: [1, 2] });
    expect(carry(error).stack).toBeUndefined();
  });

  test("an own __proto__ field touches no prototype", () => {
    const error = new Error("e");
    Object.defineProperty(error, "__proto__", { value: { isAdmin: true }, enumerable: true });
    const arrived = carry(error);
    expect(Object.getPrototypeOf(arrived)).toBe(Error.prototype);
    expect(Object.keys(arrived)).toEqual(["__proto__"]);
  });
});

test("encodeError() never fails: something arrives that says why the error did not", () => {
  const { proxy, revoke } = Proxy.revocable(new Error("x"), {});
  revoke();
  for (const thrown of [new Error("fine"), () => {}, Symbol("s"), proxy, { f() {} }, "text", undefined]) {
    const frame = new OutgoingFrame(threadScope);
    encodeError(thrown, frame);
    const [arrived] = read(post(frame));
    if (typeof thrown === "string" || thrown === undefined) expect(arrived).toBe(thrown);
    else expect(arrived).toBeInstanceOf(Error);
  }
});
