import { isAddressed } from "../../core/address.ts";
import { brokenFrame, canBeShape, firstShape, tag } from "./format.ts";
import type { DecodeValue, IncomingFrame, IncomingShape } from "./incoming-frame.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";
import { encodeRef } from "./refs.ts";
import { Refusal } from "./refusal.ts";

// Plain objects and arrays: what nearly every payload is made of.

export function encodeObject(object: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  encodePlain(object, false, frame, encodeValue);
}

/** For objects without a prototype. */
export function encodeBareObject(object: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  encodePlain(object, true, frame, encodeValue);
}

function encodePlain(object: object, isBare: boolean, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  const symbols = Object.getOwnPropertySymbols(object);
  if (symbols.length > 0) {
    if (isAddressed(object)) return encodeRef(object, frame);
    refuseSymbolKeys(object, symbols);
  }
  const keys = Object.keys(object);
  const shape = frame.shapes.find(keys, isBare);
  if (shape >= 0) {
    frame.items.push(null, firstShape + shape);
  } else {
    frame.items.push(null, isBare ? tag.bareObject : tag.object, keys.length);
    for (const key of keys) frame.items.push(key);
    frame.shapes.add(keys, isBare);
  }
  frame.enter();
  for (const key of keys) {
    frame.step(key);
    encodeValue((object as Record<string, unknown>)[key], frame);
  }
  frame.leave();
}

function refuseSymbolKeys(object: object, symbols: readonly symbol[]): void {
  for (const symbol of symbols) {
    if (!Object.prototype.propertyIsEnumerable.call(object, symbol)) continue; // as little seen as any hidden key
    throw new Refusal(`its key ${String(symbol)} cannot cross, a symbol is known on its own host only`);
  }
}

export function decodeNewShape(frame: IncomingFrame, decodeValue: DecodeValue, isBare: boolean): object {
  const count = frame.nextCount();
  const keys: string[] = [];
  while (keys.length < count) keys.push(frame.nextString());
  const shape: IncomingShape = { keys, isBare, hasProto: keys.includes("__proto__") };
  if (canBeShape(count, frame.shapes.length)) frame.shapes.push(shape);
  return decodeShaped(shape, frame, decodeValue);
}

export function decodeKnownShape(index: number, frame: IncomingFrame, decodeValue: DecodeValue): object {
  const shape = frame.shapes[index];
  if (shape === undefined) throw brokenFrame(`there is no shape ${index}`);
  return decodeShaped(shape, frame, decodeValue);
}

function decodeShaped(shape: IncomingShape, frame: IncomingFrame, decodeValue: DecodeValue): object {
  const object: Record<string, unknown> = frame.remember(shape.isBare ? Object.create(null) : {});
  for (const key of shape.keys) {
    if (shape.hasProto) defineField(object, key, decodeValue(frame));
    else object[key] = decodeValue(frame);
  }
  return object;
}

/** Defines and never assigns: an own `__proto__` stays a key and touches no prototype. */
export function defineField(object: object, key: PropertyKey, value: unknown, enumerable = true): void {
  Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}

export function encodeArray(array: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  const elements = array as readonly unknown[];
  const { length } = elements;
  frame.items.push(null, tag.array, length);
  frame.enter();
  for (let index = 0; index < length; index++) {
    frame.step(index);
    const element = elements[index];
    if (element === undefined && !Object.hasOwn(elements, index)) {
      encodeRestWithHoles(elements, index, length, frame, encodeValue);
      break;
    }
    encodeValue(element, frame);
  }
  frame.leave();
}

/** Goes by the keys, so that an array of a billion holes costs nothing. */
function encodeRestWithHoles(
  elements: readonly unknown[],
  from: number,
  length: number,
  frame: OutgoingFrame,
  encodeValue: EncodeValue,
): void {
  const indexes = Object.keys(elements)
    .map(Number)
    .filter((index) => index >= from && index < length); // other own keys of an array do not cross
  frame.items.push(null, tag.holes, indexes.length);
  for (const index of indexes) {
    frame.step(index);
    frame.items.push(index);
    encodeValue(elements[index], frame);
  }
}

export function decodeArray(frame: IncomingFrame, decodeValue: DecodeValue): unknown[] {
  const length = frame.nextCount();
  const array: unknown[] = frame.remember([]);
  while (array.length < length) {
    if (startsHoles(frame)) {
      decodeRestWithHoles(array, length, frame, decodeValue);
      break;
    }
    array.push(decodeValue(frame));
  }
  return array;
}

function startsHoles({ items, at }: IncomingFrame): boolean {
  return items[at] === null && items[at + 1] === tag.holes;
}

function decodeRestWithHoles(array: unknown[], length: number, frame: IncomingFrame, decodeValue: DecodeValue): void {
  frame.at += 2;
  for (let left = frame.nextCount(); left > 0; left--) {
    const index = frame.nextCount();
    if (index < array.length || index >= length) throw brokenFrame(`${index} is no index of a hole's neighbour`);
    array[index] = decodeValue(frame);
  }
  array.length = length;
}
