import { errorClassOf, makeError, nativeNameOf } from "./error-classes.ts";
import { brokenFrame, tag } from "./format.ts";
import type { DecodeValue, IncomingFrame } from "./incoming-frame.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";
import { defineField } from "./plain.ts";
import { Refusal, substituteFor } from "./refusal.ts";

// An error crosses whole, and sending one never fails: a field that cannot cross is replaced by a string that says so.

/** What errors have without showing it when they are printed or spread. */
const hiddenKeys = ["name", "stack", "code", "cause", "errors"];

/** A field, or why it could not be read. */
interface Field {
  readonly key: string;
  readonly value: unknown;
}

export function encodeErrorObject(error: object, frame: OutgoingFrame, encodeValue: EncodeValue): void {
  const className = errorClassOf(error);
  const name = textOf(error, "name", className);
  frame.items.push(null, tag.error, className, name, textOf(error, "message", ""));
  const shown = Object.keys(error);
  const hidden = hiddenKeys.filter((key) => !shown.includes(key) && isWorthSending(error, key, className, name));
  encodeFields(error, hidden, frame, encodeValue);
  encodeFields(error, shown, frame, encodeValue);
}

export function decodeErrorObject(frame: IncomingFrame, decodeValue: DecodeValue): Error {
  const className = frame.nextString();
  const name = frame.nextString();
  const error = makeError(className, name, frame.nextString());
  if (error === undefined) throw brokenFrame(`there is no error class ${className}`);
  frame.remember(error);
  delete error.stack; // it would tell of this decoder
  decodeFields(error, false, frame, decodeValue);
  decodeFields(error, true, frame, decodeValue);
  return error;
}

function encodeFields(error: object, keys: readonly string[], frame: OutgoingFrame, encodeValue: EncodeValue): void {
  frame.items.push(keys.length);
  if (frame.depth >= frame.maxDepth) return encodeSubstitutes(error, keys, frame);
  frame.enter();
  for (const key of keys) {
    frame.step(key);
    frame.items.push(key);
    encodeOrSubstitute(error, key, frame, encodeValue);
  }
  frame.leave();
}
