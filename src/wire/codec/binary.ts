import { types } from "node:util";
import { brokenFrame, tag } from "./format.ts";
import type { DecodeValue, IncomingFrame } from "./incoming-frame.ts";
import { isMoved } from "./moved.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";
import { Refusal } from "./refusal.ts";

// Bytes are copied inside the call; the copy is then moved into the frame, not copied again, from this size on. (Below
// it a second copy is cheaper than moving: 0.6 against 0.8-1.0 µs.)
const moveFromBytes = 1_024;

type ViewMaker = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

const viewNames = [
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array", // not on every Node
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

/** The classes of views that this Node knows, by name. */
export const viewMakers: ReadonlyMap<string, ViewMaker> = new Map(
  viewNames.flatMap((name) => {
    const maker = (globalThis as Record<string, unknown>)[name];
    return maker === undefined ? [] : [[name, maker as ViewMaker] as const];
  }),
);

export function encodeBuffer(buffer: object, frame: OutgoingFrame): void {
  const bytes = buffer as ArrayBuffer;
  refuseIfDetached(bytes);
  if (isMoved(bytes)) frame.move(tag.bytes, bytes);
  else writeCopy(copyOf(bytes), frame);
}

export function decodeBuffer(frame: IncomingFrame): ArrayBuffer {
  const item = frame.next();
  if (!types.isArrayBuffer(item)) throw brokenFrame("bytes were expected");
  return frame.remember(item);
}

export function encodeShared(buffer: object, frame: OutgoingFrame): void {
  if (!frame.scope.sharesMemory) throw new Refusal("a SharedArrayBuffer cannot leave its process");
  frame.staysInProcess = true;
  frame.items.push(null, tag.shared, buffer);
}

export function decodeShared(frame: IncomingFrame): SharedArrayBuffer {
  const item = frame.next();
  if (!types.isSharedArrayBuffer(item)) throw brokenFrame("shared memory was expected");
  return frame.remember(item);
}

/** A view brings the bytes that it shows and no more; only where its buffer moves or is shared it stays a part of it. */
export function encodeView(name: string, object: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  const view = object as DataView | Uint8Array;
  const { buffer } = view;
  const isShared = types.isSharedArrayBuffer(buffer);
  if (!isShared) refuseIfDetached(buffer);
  const { byteOffset, byteLength } = view;
  const length = "length" in view ? view.length : byteLength;
  const staysPart = isShared || isMoved(buffer);
  frame.items.push(null, tag.view, name, staysPart ? byteOffset : 0, length);
  if (staysPart) encodeValue(buffer, frame);
  else writeOwnBytes(buffer.slice(byteOffset, byteOffset + byteLength), frame);
}

export function decodeView(frame: IncomingFrame, decodeValue: DecodeValue): ArrayBufferView | string {
  const index = frame.reserve();
  const name = frame.nextString();
  const offset = frame.nextCount();
  const length = frame.nextCount();
  const buffer = decodeValue(frame);
  if (!types.isAnyArrayBuffer(buffer)) throw brokenFrame("a view has no buffer");
  try {
    return frame.fill(index, layView(name, buffer, offset, length));
  } catch (thrown) {
    return frame.fill(index, frame.fail(thrown));
  }
}

function layView(name: string, buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView {
  const Maker = viewMakers.get(name);
  if (Maker === undefined) throw new TypeError(`this Node has no ${name}`);
  return new Maker(buffer, offset, length);
}

/** The reader numbers this buffer as it does any other, so it takes a number here too. */
function writeOwnBytes(bytes: ArrayBuffer, frame: OutgoingFrame): void {
  frame.identities.add(bytes);
  writeCopy(bytes, frame);
}

function writeCopy(copy: ArrayBuffer, frame: OutgoingFrame): void {
  frame.items.push(null, tag.bytes, copy);
  frame.bulk += copy.byteLength;
  if (copy.byteLength >= moveFromBytes) frame.transfers.push(copy);
}

function copyOf(buffer: ArrayBuffer): ArrayBuffer {
  const { resizable, maxByteLength } = buffer as ArrayBuffer & { resizable: boolean; maxByteLength: number };
  if (!resizable) return buffer.slice(0);
  const Resizable = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
  const copy = new Resizable(buffer.byteLength, { maxByteLength });
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

function refuseIfDetached(buffer: ArrayBuffer): void {
  if (buffer.byteLength === 0 && isDetached(buffer)) throw new Refusal("its bytes were already transferred");
}

/** Node 20 has no `buffer.detached`; that no view can be laid over it tells. */
function isDetached(buffer: ArrayBuffer): boolean {
  try {
    return new Uint8Array(buffer).length !== 0;
  } catch {
    return true;
  }
}
