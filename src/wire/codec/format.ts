import { ActorError } from "../../core/errors.ts";

// The format of a value inside a frame, on one screen.
//
// A frame is one flat array, since that is what structured clone moves fastest. A string, number, boolean, bigint or
// undefined stands for itself. Everything else begins with `null`, then a tag, then what the table says:
//
//   nothing                                            null itself
//   repeat       index                                 the index-th object of this message, counted from 0 as they begin
//   object       n, n keys, n values                   a plain object; its keys become the next shape of this frame,
//   bareObject   n, n keys, n values                   the same without a prototype; unless there are too many of them
//   128 + shape  n values                              a plain object with keys that this frame has had already
//   array        length, elements                      up to `length`, or up to a `holes`
//   holes        n, n times index and value            the rest of an array, from its first hole on
//   map          n, n times key and value
//   set          n, n values
//   date         milliseconds                          NaN when invalid
//   regExp       source, flags
//   url          href
//   bytes        an ArrayBuffer                        a copy that is the frame's own, or one that was moved
//   shared       a SharedArrayBuffer
//   view         kind, offset, length, a buffer        `kind` names the class, the buffer is a value
//   moved        a port, stream or the like            what transfer() can move beside buffers
//   ref          id, name, path, host, and of its mailbox order, capacity, overflow; or undefined for an ordinary one
//   error        class, name, message, fields, fields  hidden ones, then enumerable ones: n, n times key and value
//
// Shapes live as long as a frame, so that each frame can be read by itself: it may be dropped or relayed.

export const tag = {
  nothing: 0,
  repeat: 1,
  object: 2,
  bareObject: 3,
  array: 4,
  holes: 5,
  map: 6,
  set: 7,
  date: 8,
  regExp: 9,
  url: 10,
  bytes: 11,
  shared: 12,
  view: 13,
  moved: 14,
  ref: 15,
  error: 16,
} as const;

export type TagName = keyof typeof tag;

/** Tags from here on are shapes. */
export const firstShape = 128;

/** Objects used as dictionaries must not fill a frame's table: both ends stop at the same limits. */
export const maxShapes = 128;
export const maxShapeKeys = 32;

/** A linked list of this length is refused rather than left to the stack of a thread that may have a smaller one. */
export const maxDepth = 1_000;

export function canBeShape(keyCount: number, shapeCount: number): boolean {
  return keyCount <= maxShapeKeys && shapeCount < maxShapes;
}

/** What a reader throws when a frame is not in this format: the link cannot be trusted any more. */
export function brokenFrame(what: string, options?: { cause: unknown }): ActorError {
  return new ActorError("LINK_BROKEN", `Cannot decode a frame: ${what}`, options);
}
