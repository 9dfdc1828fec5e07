import type { Addressed } from "../../core/address.ts";
import { tag } from "./format.ts";
import type { IncomingFrame } from "./incoming-frame.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";

/** A ref crosses as its address; whoever is held with it (a child, a pool) arrives as a plain ref. */
export function encodeRef(ref: Addressed, frame: OutgoingFrame): void {
  const { id, name, path, host } = frame.scope.addressOf(ref);
  frame.items.push(null, tag.ref, id, name, path, host);
}

export function decodeRef(frame: IncomingFrame): unknown {
  const index = frame.reserve();
  const id = frame.nextString();
  const name = frame.nextString();
  const path = frame.nextString();
  const host = frame.nextNumber();
  return frame.fill(index, frame.scope.refAt({ id, name, path, host }));
}
