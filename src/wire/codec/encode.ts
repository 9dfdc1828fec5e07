import { ActorError } from "../../core/errors.ts";
import { tag } from "./format.ts";
import { takeAlong } from "./moved.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";
import { notSendable, Refusal } from "./refusal.ts";
import { writerOf } from "./writers.ts";

/** Shorter ones are counted as items like any other, see {@link OutgoingFrame.bulk}. */
const LONG_TEXT = 1_024;

/**
 * Appends a value to a frame as it is now: what the sender changes later is not seen by the receiver.
 *
 * If it fails, the frame is exactly as it was before. `root` is what errors call the value ("payload", "reply", "args"), `type` the
 * message that it belongs to.
 *
 * @throws {ActorError} `NOT_SENDABLE` with the `path` of what cannot cross.
 */
export function encode(value: unknown, frame: OutgoingFrame, root = "payload", type?: string): void {
  if (frame.isBusy) throw new ActorError("NOT_SENDABLE", `Cannot send ${root}: a getter of another message sends it`);
  if (isPrimitive(value)) {
    encodeValue(value, frame);
    return;
  }
  const mark = frame.mark();
  frame.isBusy = true;
  try {
    encodeValue(value, frame);
    if (frame.moving.length > 0) takeAlong(frame);
    frame.identities.truncate(0);
  } catch (thrown) {
    const steps = frame.steps.slice(0, frame.depth);
    frame.rollback(mark);
    throw notSendable(thrown, root, steps, type);
  } finally {
    frame.isBusy = false;
  }
}

/** Why {@link encode} would refuse a value; undefined if it would not. The frame stays as it was, and nothing is moved. */
export function refusalOf(value: unknown, frame: OutgoingFrame, root = "payload"): ActorError | undefined {
  const mark = frame.mark();
  frame.isBusy = true;
  try {
    encodeValue(value, frame);
    return undefined;
  } catch (thrown) {
    return notSendable(thrown, root, frame.steps.slice(0, frame.depth));
  } finally {
    frame.rollback(mark);
    frame.isBusy = false;
  }
}

/** Like {@link encode} for what was thrown, but whatever is wrong with it, something arrives that says so. */
export function encodeError(error: unknown, frame: OutgoingFrame): void {
  try {
    encode(error, frame, "error");
  } catch (cause) {
    if (frame.isBusy) throw cause;
    encode(cause, frame);
  }
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== "object" || value === null) && typeof value !== "function" && typeof value !== "symbol";
}

function encodeValue(value: unknown, frame: OutgoingFrame): void {
  switch (typeof value) {
    case "object":
      if (value === null) frame.items.push(null, tag.nothing);
      else encodeObjectOnce(value, frame);
      return;
    case "string":
      if (value.length > LONG_TEXT) frame.bulk += value.length;
      frame.items.push(value);
      return;
    case "function":
      throw new Refusal("a function cannot cross");
    case "symbol":
      throw new Refusal("a symbol cannot cross");
    default:
      frame.items.push(value);
  }
}

function encodeObjectOnce(object: object, frame: OutgoingFrame): void {
  const { identities } = frame;
  const index = identities.find(object);
  if (index >= 0) {
    frame.items.push(null, tag.repeat, index);
    return;
  }
  identities.add(object);
  writerOf(object)(object, frame, encodeValue);
}
