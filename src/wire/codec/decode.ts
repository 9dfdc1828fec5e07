import { ActorError } from "../../core/errors.ts";
import { decodeBuffer, decodeShared, decodeView } from "./binary.ts";
import { decodeDate, decodeMap, decodeRegExp, decodeSet, decodeUrl } from "./collections.ts";
import { decodeErrorObject } from "./errors.ts";
import { brokenFrame, firstShape, tag, type TagName } from "./format.ts";
import type { DecodeValue, IncomingFrame } from "./incoming-frame.ts";
import { decodeMoved } from "./moved.ts";
import { decodeArray, decodeKnownShape, decodeNewShape } from "./plain.ts";
import { decodeRef } from "./refs.ts";
import { notReadable } from "./refusal.ts";

/**
 * Reads the value that {@link encode} wrote at this place of the frame, whole. `root` is what errors call it.
 *
 * @throws {ActorError} `NOT_SENDABLE` if a part of it cannot be built on this host; what is behind it can be read.
 * @throws {ActorError} `LINK_BROKEN` if there is none: then the frame, and with it the link, is of no more use.
 */
export function decode(frame: IncomingFrame, root = "payload"): unknown {
  const value = decodeLeniently(frame);
  if (frame.failure !== undefined) throw notReadable(root, frame.failure);
  return value;
}

/**
 * The same, with a text in place of what cannot be built; `frame.failure` says whether there is any.
 *
 * @throws {ActorError} `LINK_BROKEN`, as `decode` does.
 */
export function decodeLeniently(frame: IncomingFrame): unknown {
  frame.begin();
  try {
    return decodeValue(frame);
  } catch (thrown) {
    if (thrown instanceof ActorError && thrown.code === "LINK_BROKEN") throw thrown;
    throw brokenFrame(`a value could not be rebuilt, ${String(thrown)}`, { cause: thrown });
  }
}

type Reader = (frame: IncomingFrame, decodeValue: DecodeValue) => unknown;

const readers = {
  nothing: () => null,
  repeat: (frame) => frame.objectAt(frame.nextCount()),
  object: (frame) => decodeNewShape(frame, decodeValue, false),
  bareObject: (frame) => decodeNewShape(frame, decodeValue, true),
  array: decodeArray,
  holes: () => {
    throw brokenFrame("holes stand outside an array");
  },
  map: decodeMap,
  set: decodeSet,
  date: decodeDate,
  regExp: decodeRegExp,
  url: decodeUrl,
  bytes: decodeBuffer,
  shared: decodeShared,
  view: decodeView,
  moved: decodeMoved,
  ref: decodeRef,
  error: decodeErrorObject,
} satisfies Record<TagName, Reader>;

const byTag: readonly Reader[] = Object.entries(tag)
  .toSorted(([, some], [, other]) => some - other)
  .map(([name]) => readers[name as TagName]);

function decodeValue(frame: IncomingFrame): unknown {
  const item = frame.next();
  if (item !== null) {
    if (typeof item === "object") throw brokenFrame("an object stands where none can");
    return item;
  }
  const found = frame.nextNumber();
  if (found >= firstShape) return decodeKnownShape(found - firstShape, frame, decodeValue);
  const reader = byTag[found];
  if (reader === undefined) throw brokenFrame(`there is no tag ${found}`);
  return reader(frame, decodeValue);
}
