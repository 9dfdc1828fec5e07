import { types } from "node:util";
import type { Transferable } from "node:worker_threads";
import { brokenFrame, tag } from "./format.ts";
import type { IncomingFrame } from "./incoming-frame.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";
import { Refusal } from "./refusal.ts";

// What transfer() has moved: it waits here for the one message that takes it along. Both sets are weak and are only
// ever asked about one object, so they are no registry: nothing can be found through them.
const ready = new WeakSet<object>();
const spent = new WeakSet<object>();

export function isMoved(object: object): boolean {
  return ready.has(object);
}

/** Moves them out of their owner's hands; what they have become can be sent once. */
export function moveForSending(transferables: readonly Transferable[]): Transferable[] {
  const moved = move(transferables);
  for (const each of transferables) spent.add(each);
  for (const each of moved) ready.add(each);
  return moved;
}

/** Takes the place of an object in the frame until the message is complete. */
export function encodeMoved(object: object, frame: OutgoingFrame): void {
  if (!frame.scope.sharesMemory) throw new Refusal(`${nameOf(object)} cannot leave its process`);
  frame.staysInProcess = true;
  frame.move(tag.moved, object);
}

/** What can cross only when it is moved, and was not. */
export function encodePort(port: object, frame: OutgoingFrame): void {
  if (isMoved(port)) return encodeMoved(port, frame);
  refuseIfSpent(port);
  throw new Refusal("a MessagePort crosses only when it is moved, with transfer(value, [port])");
}

export function refuseIfSpent(object: object): void {
  if (spent.has(object)) throw new Refusal("it was already transferred");
}

/**
 * Moves once more, at the very end, so that a message that fails half-way loses nothing, and so that nobody who still
 * holds the moved objects can change or close them before the frame is posted.
 */
export function takeAlong(frame: OutgoingFrame): void {
  const { moving, items, transfers } = frame;
  const held = moving.map((at) => items[at] as Transferable);
  let taken: Transferable[];
  try {
    taken = move(held);
  } catch (cause) {
    throw new Refusal(`what was transferred cannot be moved again: ${String(cause)}`, { cause });
  }
  for (const [index, at] of moving.entries()) items[at] = taken[index];
  for (const each of held) {
    ready.delete(each);
    spent.add(each);
  }
  transfers.push(...taken);
  moving.length = 0;
}

export function decodeMoved(frame: IncomingFrame): unknown {
  const object = frame.next();
  if (typeof object !== "object" || object === null) throw brokenFrame("what was moved is not in it");
  return frame.remember(object);
}

/**
 * Detaches all of them and returns what they have become, in the same order. Buffers go last: structuredClone takes them
 * away even when it then fails over a stream.
 */
function move(transferables: readonly Transferable[]): Transferable[] {
  for (const each of transferables) {
    if ((each as { readonly locked?: unknown }).locked === true) throw new TypeError("a stream is locked to a reader");
  }
  const lastOnes = transferables.filter((each) => types.isAnyArrayBuffer(each));
  const firstOnes = transferables.filter((each) => !types.isAnyArrayBuffer(each));
  const moved = new Map<Transferable, Transferable | undefined>();
  for (const list of [firstOnes, lastOnes]) {
    const arrived = structuredClone(list, { transfer: list });
    for (const [index, each] of list.entries()) moved.set(each, arrived[index]);
  }
  return transferables.map((each) => moved.get(each) as Transferable);
}

/** `a MessagePort`, `an ArrayBuffer`. */
export function nameOf(object: object): string {
  const { name } = object.constructor;
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}
