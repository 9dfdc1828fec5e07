import type { Seed } from "../core/running.ts";
import { Inbox } from "./inbox.ts";
import type { Locale } from "./locale.ts";
import { relayOf } from "./relay.ts";

/** Where the messages of an actor arrive; `wake` is called when there are some. */
export function createInbox(seed: Seed, locale: Locale, wake: () => void): Inbox {
  const { mailbox, definition } = seed;
  return new Inbox(seed, locale, wake, mailbox, definition.mailbox.priority, relayOf(definition)?.enclose);
}
