import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { expect, test } from "vitest";
import { encode } from "../../../src/wire/codec/encode.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import { transfer } from "../../../src/wire/codec/transfer.ts";
import { carry, post, processScope, read, Ref, refTo, threadScope, thrownBy, write } from "./carry.ts";

test("transfer() detaches at once and returns a copy with the moved buffer in its place", () => {
  const pixels = new Uint8Array([1, 2, 3]);
  const value = { pixels, at: new Date(0), to: refTo("a"), error: new Error("e"), sign: [() => 1] };
  const moved = transfer(value, [pixels.buffer]);
  expect(pixels.length).toBe(0);
  expect([...moved.pixels]).toEqual([1, 2, 3]);
  expect(moved.at).toBe(value.at);
  expect(moved.to).toBe(value.to);
  expect(moved.error).toBe(value.error);
  expect(moved.sign[0]).toBe(value.sign[0]);
  expect(value.pixels).toBe(pixels);
});

test("encode() takes along what transfer() moved, without copying, and detaches it inside the call", () => {
  const { buffer } = new Uint8Array(100_000).fill(7);
  const moved = transfer(buffer, [buffer]);
  const frame = write({ moved });
  expect(moved.byteLength).toBe(0);
  expect(frame.transfers).toHaveLength(1);
  const [arrived] = read(post(frame)) as [{ moved: ArrayBuffer }];
  expect(new Uint8Array(arrived.moved)[99_999]).toBe(7);
  expect((frame.transfers[0] as ArrayBuffer).byteLength).toBe(0);
});

test("transfer() keeps what views show, and that two of them share a buffer", () => {
  const buffer = new ArrayBuffer(32);
  const views = { ints: new Int16Array(buffer, 4, 3), all: new DataView(buffer), node: Buffer.from(buffer, 8, 2) };
  const moved = transfer(new Map([["views", views]]), [buffer, buffer]);
  const arrived = carry(moved).get("views") as typeof views;
  expect([arrived.ints.byteOffset, arrived.ints.length]).toEqual([4, 3]);
  expect(arrived.all.buffer).toBe(arrived.ints.buffer);
  arrived.all.setInt16(4, 258, true);
  expect(arrived.ints[0]).toBe(258);
  expect(arrived.node).toBeInstanceOf(Uint8Array);
  expect([arrived.node.byteOffset, arrived.node.length]).toEqual([8, 2]);
});

test("transfer() finds what moves anywhere in plain containers, and keeps their order, holes and cycles", () => {
  const buffer = new ArrayBuffer(4);
  const hidden = Object.assign(Object.create(null) as object, { buffer });
  const list: unknown[] = ["first", new Set([1, buffer, 2])];
  list[5] = new Map<unknown, unknown>([
    ["before", 0],
    [buffer, hidden],
    ["after", list],
  ]);
  Object.defineProperty(hidden, "__proto__", { value: list, enumerable: true });
  const arrived = carry(transfer(list, [buffer]));
  const set = [...(arrived[1] as Set<unknown>)];
  const map = [...(arrived[5] as Map<unknown, unknown>)];
  expect(Object.keys(arrived)).toEqual(["0", "1", "5"]);
  expect(set[0]).toBe(1);
  expect(set[1]).toBeInstanceOf(ArrayBuffer);
  expect(map.map(([key]) => key)).toEqual(["before", set[1], "after"]);
  expect(map[1]?.[1]).toHaveProperty("buffer", set[1]);
  expect(Object.getOwnPropertyDescriptor(map[1]?.[1], "__proto__")?.value).toBe(arrived);
  expect(map[2]?.[1]).toBe(arrived);
});

test("encode() moves a port, and what was posted to it before arrives", () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage("early");
  const arrived = carry(transfer({ port: port2 }, [port2]));
  port1.postMessage("late");
  expect(receiveMessageOnPort(arrived.port)).toEqual({ message: "early" });
  expect(receiveMessageOnPort(arrived.port)).toEqual({ message: "late" });
  port1.close();
});

test("encode() moves a stream", async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue("chunk");
      controller.close();
    },
  });
  const arrived = carry(transfer([stream], [stream]))[0] as ReadableStream;
  const chunks: unknown[] = [];
  for await (const chunk of arrived) chunks.push(chunk);
  expect(chunks).toEqual(["chunk"]);
});

test("encode() refuses a second send: already transferred", () => {
  const { port1, port2 } = new MessageChannel();
  const buffer = new ArrayBuffer(8);
  const moved = transfer({ buffer, port: port2 }, [buffer, port2]);
  carry(moved);
  const again = "NOT_SENDABLE";
  expect(thrownBy(() => carry(moved))).toMatchObject({
    code: again,
    message: "Cannot send payload.buffer: its bytes were already transferred",
  });
  expect(thrownBy(() => carry(moved.port))).toMatchObject({
    code: again,
    message: "Cannot send payload: it was already transferred",
  });
  expect(thrownBy(() => carry(port2))).toMatchObject({ message: "Cannot send payload: it was already transferred" });
  expect(thrownBy(() => carry({ buffer }))).toMatchObject({ code: again, path: "buffer" });
  port1.close();
});

test("encode() loses nothing that was moved when it fails half-way", () => {
  const { port1, port2 } = new MessageChannel();
  const buffer = new Uint8Array([5]).buffer;
  const value: { buffer: ArrayBuffer; port: MessagePort; last: unknown } = { buffer, port: port2, last: () => {} };
  const moved = transfer(value, [buffer, port2]);
  const frame = new OutgoingFrame(threadScope);
  expect(() => encode(moved, frame)).toThrow("payload.last: a function cannot cross");
  expect(frame.transfers).toEqual([]);
  expect(moved.buffer.byteLength).toBe(1);
  moved.last = "fine";
  encode(moved, frame);
  const [arrived] = read(post(frame)) as [{ buffer: ArrayBuffer; port: MessagePort }];
  expect([...new Uint8Array(arrived.buffer)]).toEqual([5]);
  port1.postMessage("through");
  expect(receiveMessageOnPort(arrived.port)).toEqual({ message: "through" });
  port1.close();
});

test("encode() leaves alone what stands in a field of an error that cannot cross", () => {
  const buffer = new ArrayBuffer(3);
  const moved = transfer({ buffer, f() {} }, [buffer]);
  const arrived = carry(Object.assign(new Error("e"), { moved }));
  expect(arrived.moved).toBe("[f: a function cannot cross]");
  expect(moved.buffer.byteLength).toBe(3);
});

test("encode() refuses a stream that somebody reads since it was moved, and leaves the rest whole", () => {
  const stream = new ReadableStream();
  const buffer = new ArrayBuffer(3);
  const moved = transfer({ buffer, stream }, [buffer, stream]);
  moved.stream.getReader();
  const frame = write("before");
  expect(thrownBy(() => encode(moved, frame))).toMatchObject({ code: "NOT_SENDABLE" });
  expect(moved.buffer.byteLength).toBe(3);
  expect(read(post(frame))).toEqual(["before"]);
});

test("encode() moves no port out of its process, but bytes", () => {
  const { port1, port2 } = new MessageChannel();
  const buffer = new ArrayBuffer(3);
  const moved = transfer({ buffer, port: port2 }, [buffer, port2]);
  const frame = new OutgoingFrame(processScope);
  expect(thrownBy(() => encode(moved, frame))).toMatchObject({
    message: "Cannot send payload.port: a MessagePort cannot leave its process",
  });
  encode(moved.buffer, frame);
  expect(moved.buffer.byteLength).toBe(0);
  port1.close();
});

test("transfer() refuses what cannot be moved, and moves nothing then", () => {
  const buffer = new ArrayBuffer(3);
  const view = new Uint8Array(buffer);
  const transferWrong = () => transfer({ buffer }, [buffer, view as never]);
  expect(thrownBy(transferWrong)).toMatchObject({ code: "NOT_SENDABLE" });
  expect(transferWrong).toThrow("Cannot transfer an ArrayBuffer, a view (list its buffer instead): ");
  const throwing = {
    buffer,
    get bad(): never {
      throw new Error("no");
    },
  };
  expect(thrownBy(() => transfer(throwing, [buffer]))).toMatchObject({ code: "NOT_SENDABLE" });
  let deep: unknown = buffer;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(thrownBy(() => transfer(deep, [buffer]))).toMatchObject({ code: "NOT_SENDABLE" });
  expect(buffer.byteLength).toBe(3);
});

test("transfer() passes a ref on as it is", () => {
  const buffer = new ArrayBuffer(1);
  const ref = refTo("a");
  expect(transfer({ ref, buffer }, [buffer]).ref).toBe(ref);
  expect(ref).toBeInstanceOf(Ref);
});
