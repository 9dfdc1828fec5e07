import { deepStrictEqual } from "node:assert";
import { describe, expect, test } from "vitest";
import { encode } from "../../../src/wire/codec/encode.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import { carry, post, processScope, read, thrownBy } from "./carry.ts";

const bytes = Uint8Array.from({ length: 64 }, (_, index) => index * 7);
const makers = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

describe("encode() carries", () => {
  test.each(makers.map((maker) => [maker.name, maker] as const))("%s with its type and length", (_, maker) => {
    const whole = new maker(bytes.slice().buffer);
    const part = new maker(bytes.slice().buffer, 16, 2);
    deepStrictEqual(carry(whole), whole);
    deepStrictEqual(carry(part), part);
    expect(carry(part).buffer.byteLength).toBe(2 * maker.BYTES_PER_ELEMENT);
  });

  test("a DataView, the bytes that it shows and no more", () => {
    const arrived = carry(new DataView(bytes.slice().buffer, 3, 5));
    expect(arrived.byteLength).toBe(5);
    expect(arrived.buffer.byteLength).toBe(5);
    expect(arrived.getUint8(0)).toBe(21);
  });

  test.each([0, 1, 1_023, 1_024, 1_000_000])("an ArrayBuffer of %i bytes, as a copy", (size) => {
    const { buffer } = new Uint8Array(size).fill(9);
    const arrived = carry(buffer);
    deepStrictEqual(arrived, buffer);
    expect(buffer.byteLength).toBe(size);
  });

  test("a resizable ArrayBuffer that stays resizable", () => {
    type Resizable = ArrayBuffer & { maxByteLength: number };
    const Maker = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => Resizable;
    const buffer = new Maker(4, { maxByteLength: 16 });
    new Uint8Array(buffer).set([1, 2, 3, 4]);
    const arrived = carry(buffer);
    expect(arrived.maxByteLength).toBe(16);
    expect([...new Uint8Array(arrived)]).toEqual([1, 2, 3, 4]);
  });

  test("a SharedArrayBuffer as the same memory, and views as parts of it", () => {
    const shared = new SharedArrayBuffer(16);
    const arrived = carry({ shared, view: new Int32Array(shared, 4, 2) });
    expect(arrived.view.buffer).toBe(arrived.shared);
    expect(arrived.view.byteOffset).toBe(4);
    arrived.view[0] = 42;
    expect(new Int32Array(shared)[1]).toBe(42);
  });
});

test("encode() posts large copies without copying them again", () => {
  const frame = new OutgoingFrame(processScope);
  encode([new Uint8Array(10), new Uint8Array(10_000)], frame);
  expect(frame.transfers.map((each) => (each as ArrayBuffer).byteLength)).toEqual([10_000]);
  deepStrictEqual(read(post(frame)), [[new Uint8Array(10), new Uint8Array(10_000)]]);
});

test("encode() refuses shared memory where none can be shared, also under a view", () => {
  const shared = new SharedArrayBuffer(8);
  const send = (value: unknown) => () => encode(value, new OutgoingFrame(processScope));
  expect(thrownBy(send({ shared }))).toMatchObject({
    code: "NOT_SENDABLE",
    path: "shared",
    message: "Cannot send payload.shared: a SharedArrayBuffer cannot leave its process",
  });
  expect(thrownBy(send([new Uint8Array(shared)]))).toMatchObject({ code: "NOT_SENDABLE", path: "[0]" });
});

test("encode() refuses a detached buffer and every view of it", () => {
  const buffer = new ArrayBuffer(8);
  const views = [new Uint8Array(buffer), new DataView(buffer)];
  structuredClone(buffer, { transfer: [buffer] });
  for (const value of [buffer, ...views]) {
    expect(thrownBy(() => carry({ value }))).toMatchObject({
      code: "NOT_SENDABLE",
      message: "Cannot send payload.value: its bytes were already transferred",
    });
  }
});
