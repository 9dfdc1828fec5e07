import type { Addressed } from "../../core/address.ts";
import type { MailboxRules } from "../../core/mailbox-options.ts";
import { tag } from "./format.ts";
import type { IncomingFrame } from "./incoming-frame.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";

/** A ref crosses as its address; whoever is held with it (a child, a pool) arrives as a plain ref. */
export function encodeRef(ref: Addressed, frame: OutgoingFrame): void {
  const { id, name, path, host, mailbox } = frame.scope.addressOf(ref);
  frame.items.push(null, tag.ref, id, name, path, host);
  if (mailbox === undefined) frame.items.push(undefined);
  else frame.items.push(mailbox.order, mailbox.capacity, mailbox.overflow);
}

export function decodeRef(frame: IncomingFrame): unknown {
  const index = frame.reserve();
  const id = frame.nextString();
  const name = frame.nextString();
  const path = frame.nextString();
  const host = frame.nextNumber();
  const mailbox = decodeRules(frame);
  return frame.fill(index, frame.scope.refAt({ id, name, path, host, mailbox }));
}

/** What holds for an actor's mailbox; what makes no sense is no mailbox's. */
function decodeRules(frame: IncomingFrame): MailboxRules | undefined {
  const order = frame.next();
  if (order === undefined) return undefined;
  return { order, capacity: frame.nextNumber(), overflow: frame.nextString() } as MailboxRules;
}
