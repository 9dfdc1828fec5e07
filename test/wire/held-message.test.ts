import { expect, test } from "vitest";
import type { Pending } from "../../src/cell/pending.ts";
import { decode } from "../../src/wire/codec/decode.ts";
import { IncomingFrame } from "../../src/wire/codec/incoming-frame.ts";
import { OutgoingFrame } from "../../src/wire/codec/outgoing-frame.ts";
import { HeldMessage, writeMessage } from "../../src/wire/held-message.ts";
import { ASK, META, TELL } from "../../src/wire/protocol.ts";
import { arrivalScope, thrownBy, threadScope } from "./codec/carry.ts";

const meta = { id: "m-1", traceparent: "00-trace", deadlineMs: 20 };

function read(frame: OutgoingFrame): IncomingFrame {
  return new IncomingFrame(structuredClone(frame.items, { transfer: frame.transfers }), arrivalScope);
}

function nextItems(frame: IncomingFrame, count: number): unknown[] {
  return Array.from({ length: count }, () => frame.next());
}

test("writeMessage() writes a told message, an ask, and before either its meta", () => {
  const frame = new OutgoingFrame(threadScope);
  writeMessage(frame, 3, TELL, 0, "add", { by: 1 }, undefined);
  writeMessage(frame, 4, ASK, 9, "get", undefined, undefined);
  writeMessage(frame, 3, TELL, 0, "add", 2, meta);
  const arrived = read(frame);
  expect([nextItems(arrived, 3), decode(arrived)]).toEqual([[TELL, 3, "add"], { by: 1 }]);
  expect([nextItems(arrived, 4), decode(arrived)]).toEqual([[ASK, 4, 9, "get"], undefined]);
  expect([arrived.next(), decode(arrived)]).toEqual([META, meta]);
  expect([nextItems(arrived, 3), decode(arrived), arrived.isAtEnd]).toEqual([[TELL, 3, "add"], 2, true]);
});

test("writeMessage() leaves nothing of a message whose payload cannot cross", () => {
  const frame = new OutgoingFrame(threadScope);
  writeMessage(frame, 1, TELL, 0, "add", { by: 1 }, undefined);
  const before = [...frame.items];
  const refused = thrownBy(() => writeMessage(frame, 1, ASK, 2, "add", { by: 1, of: () => {} }, undefined));
  expect(refused).toMatchObject({ code: "NOT_SENDABLE", path: "of" });
  expect(frame.items).toEqual(before);
});

test("writeMessage() leaves nothing of the meta either, and what is written next can be read", () => {
  const frame = new OutgoingFrame(threadScope);
  expect(thrownBy(() => writeMessage(frame, 1, TELL, 0, "add", () => {}, meta))).toMatchObject({
    code: "NOT_SENDABLE",
  });
  expect(frame.items).toEqual([]);
  writeMessage(frame, 1, TELL, 0, "add", 1, meta);
  const arrived = read(frame);
  expect([arrived.next(), decode(arrived)]).toEqual([META, meta]);
});

test("heldMessage.address() fills in the lane of a told message, with its meta before it", () => {
  const held = new HeldMessage(new OutgoingFrame(threadScope), TELL, "add", { by: 1 }, undefined, meta);
  const arrived = read(held.address(5, 6));
  expect([arrived.next(), decode(arrived)]).toEqual([META, meta]);
  expect([nextItems(arrived, 3), decode(arrived), arrived.isAtEnd]).toEqual([[TELL, 5, "add"], { by: 1 }, true]);
});

test("heldMessage.address() fills in the lane and the number of an ask", () => {
  const held = new HeldMessage(new OutgoingFrame(threadScope), ASK, "get", 7, {} as Pending, undefined);
  const arrived = read(held.address(5, 6));
  expect([nextItems(arrived, 4), decode(arrived), arrived.isAtEnd]).toEqual([[ASK, 5, 6, "get"], 7, true]);
});

test("heldMessage keeps its payload as it was when it was sent, and shows it again", () => {
  const payload = { list: [1] };
  const held = new HeldMessage(new OutgoingFrame(threadScope), TELL, "add", payload, undefined, undefined);
  payload.list.push(2);
  expect([held.payload(arrivalScope), held.payload(arrivalScope)]).toEqual([{ list: [1] }, { list: [1] }]);
});

test("heldMessage of what cannot cross is not made", () => {
  const frame = new OutgoingFrame(threadScope);
  const refused = thrownBy(() => new HeldMessage(frame, TELL, "add", Symbol("s"), undefined, undefined));
  expect(refused).toMatchObject({ code: "NOT_SENDABLE" });
});
