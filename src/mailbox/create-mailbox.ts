import type { MailboxRules, Priority, QueueOrder } from "../core/mailbox-options.ts";
import { EndsMailbox } from "./ends.ts";
import { FifoMailbox } from "./fifo.ts";
import type { DroppingMailbox, Mailbox } from "./mailbox.ts";
import { PriorityMailbox, type FaultListener } from "./priority.ts";

const dropping = {
  fifo: () => new EndsMailbox(false),
  lifo: () => new EndsMailbox(true),
  priority: (priority, listener) => new PriorityMailbox(priority as Priority, listener), // the rules have been checked
} satisfies Record<QueueOrder, (priority: Priority | undefined, listener: FaultListener) => DroppingMailbox>;

/** One in that order, from which the oldest message can be dropped if that is the rule. */
export function createMailbox(
  { order, overflow }: MailboxRules,
  priority: Priority | undefined,
  listener: FaultListener,
): Mailbox {
  // The fastest one, but only from its front.
  if (order === "fifo" && overflow !== "drop-oldest") return new FifoMailbox();
  return dropping[order](priority, listener);
}
