import { messageOf } from "../../core/errors.ts";
import { errorClassOf, makeError, nativeNameOf } from "./error-classes.ts";
import { tag } from "./format.ts";
import type { DecodeValue, IncomingFrame } from "./incoming-frame.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";
import { defineField } from "./plain.ts";
import { substituteFor } from "./refusal.ts";

// An error crosses whole, and sending one never fails: a field that cannot cross is replaced by a string that says so.

type ErrorFields = Readonly<Record<string, unknown>>;

/** What errors have without showing it when they are printed or spread; the message always goes ahead. */
const hiddenKeys = ["name", "stack", "code", "cause", "errors"];

export function encodeErrorObject(object: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  const error = object as ErrorFields;
  const className = errorClassOf(error);
  const name = readText(error, "name") ?? className;
  frame.items.push(null, tag.error, className, name, messageOf(object as Error));
  const shown = Object.keys(error);
  const hidden = hiddenKeys.filter((key) => !shown.includes(key) && isOfItsOwn(error, key, className, name));
  frame.enter();
  encodeFields(error, hidden, frame, encodeValue);
  encodeFields(error, shown, frame, encodeValue);
  frame.leave();
}

export function decodeErrorObject(frame: IncomingFrame, decodeValue: DecodeValue): Error {
  const className = frame.nextString();
  const name = frame.nextString();
  const message = frame.nextString();
  const made = makeError(className, name, message);
  if (made === undefined) frame.fail(new TypeError(`there is no error class ${className}`));
  const error = frame.remember(made ?? new Error(message));
  delete error.stack; // it would tell of this decoder
  decodeFields(error, false, frame, decodeValue);
  decodeFields(error, true, frame, decodeValue);
  return error;
}

function encodeFields(
  error: ErrorFields,
  keys: readonly string[],
  frame: OutgoingFrame,
  encodeValue: EncodeValue,
): void {
  frame.items.push(keys.length);
  for (const key of keys) {
    frame.items.push(key);
    const mark = frame.mark();
    try {
      frame.step(key);
      encodeValue(error[key], frame);
    } catch (thrown) {
      const steps = frame.steps.slice(mark.depth, frame.depth);
      frame.rollback(mark);
      frame.items.push(substituteFor(thrown, steps));
    }
  }
}

function decodeFields(error: Error, enumerable: boolean, frame: IncomingFrame, decodeValue: DecodeValue): void {
  for (let left = frame.nextCount(); left > 0; left--) {
    const key = frame.nextString();
    defineField(error, key, decodeValue(frame), enumerable);
  }
}

/** What the class itself gives to every error of it need not cross. */
function isOfItsOwn(error: ErrorFields, key: string, className: string, name: string): boolean {
  if (key === "stack") return readText(error, key) !== undefined; // Error.prepareStackTrace may return anything
  if (key === "name") return name !== nativeNameOf(className) && className !== "DOMException";
  if (key === "code") return key in error && className !== "DOMException";
  return key in error;
}

function readText(error: ErrorFields, key: string): string | undefined {
  try {
    const text = error[key];
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}
