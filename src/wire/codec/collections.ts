import { tag } from "./format.ts";
import type { DecodeValue, IncomingFrame } from "./incoming-frame.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";

// Map, Set and the small built-in values. Each is read by its class's own method: what only pretends to be one throws.

export function encodeMap(map: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  frame.items.push(null, tag.map, 0);
  const sizeAt = frame.items.length - 1;
  let size = 0;
  frame.enter();
  Map.prototype.forEach.call(map, (value: unknown, key: unknown) => {
    frame.step({ key });
    encodeValue(key, frame);
    encodeValue(value, frame);
    size++; // counted here, since a getter inside the map may change it
  });
  frame.leave();
  frame.items[sizeAt] = size;
}

export function decodeMap(frame: IncomingFrame, decodeValue: DecodeValue): Map<unknown, unknown> {
  const map = frame.remember(new Map<unknown, unknown>());
  for (let left = frame.nextCount(); left > 0; left--) {
    const key = decodeValue(frame);
    map.set(key, decodeValue(frame));
  }
  return map;
}

export function encodeSet(set: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  frame.items.push(null, tag.set, 0);
  const sizeAt = frame.items.length - 1;
  let size = 0;
  frame.enter();
  Set.prototype.forEach.call(set, (value: unknown) => {
    frame.step(size++);
    encodeValue(value, frame);
  });
  frame.leave();
  frame.items[sizeAt] = size;
}

export function decodeSet(frame: IncomingFrame, decodeValue: DecodeValue): Set<unknown> {
  const set = frame.remember(new Set<unknown>());
  for (let left = frame.nextCount(); left > 0; left--) set.add(decodeValue(frame));
  return set;
}

export function encodeDate(date: object, frame: OutgoingFrame): void {
  frame.items.push(null, tag.date, Date.prototype.getTime.call(date));
}

export function decodeDate(frame: IncomingFrame): Date {
  return frame.remember(new Date(frame.nextNumber()));
}

/** As in structured clone, `lastIndex` starts again at 0. */
export function encodeRegExp(regExp: object, frame: OutgoingFrame): void {
  const { source, flags } = regExp as RegExp;
  frame.items.push(null, tag.regExp, source, flags);
}

export function decodeRegExp(frame: IncomingFrame): RegExp | string {
  const source = frame.nextString();
  const flags = frame.nextString();
  try {
    return frame.remember(new RegExp(source, flags));
  } catch (thrown) {
    return frame.remember(frame.fail(thrown)); // not every Node has all flags
  }
}

export function encodeUrl(url: object, frame: OutgoingFrame): void {
  frame.items.push(null, tag.url, (url as URL).href);
}

export function decodeUrl(frame: IncomingFrame): URL | string {
  const href = frame.nextString();
  try {
    return frame.remember(new URL(href));
  } catch (thrown) {
    return frame.remember(frame.fail(thrown));
  }
}
