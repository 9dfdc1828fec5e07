import { aFunction, badOption, checkOptions, oneOf, wholeFrom, type Rules } from "./check-options.ts";

/** In which order what waits is handed out: the oldest first, the newest first, or the one that matters most. */
export type QueueOrder = "fifo" | "lifo" | "priority";

/**
 * What becomes of a message that finds a mailbox full.
 *
 * `"wait"`: `send` and `ask` wait their turn, first come, first served; a `tell` becomes a dead letter. `"reject"`: `send` and
 * `ask` reject with `MAILBOX_FULL`, a `tell` becomes a dead letter. `"drop-newest"` and `"drop-oldest"`: that message, or the one
 * that has waited longest, becomes a dead letter (`DROPPED`); if it was asked, its ask rejects.
 */
export type Overflow = "wait" | "reject" | "drop-newest" | "drop-oldest";

/** How the messages of an actor wait. In `spawn` each of these replaces what the definition says. */
export interface MailboxOptions {
  /** Default: `"fifo"`, or `"priority"` if the definition has a `priority`. */
  readonly order?: QueueOrder;
  /**
   * How many messages may wait, from 1. Those in hand and put aside do not count; neither do ticks, notices and piped results,
   * which always have a place. Default: `Infinity`; then `send` and `ask` wait while 1,024 or more wait.
   */
  readonly capacity?: number;
  /** Default: `"wait"`. */
  readonly overflow?: Overflow;
}

/** The place of a message among those that wait: the smaller number is handled first, of equals the one sent first. */
export type Priority<Type extends string = string> = (message: {
  readonly type: Type;
  // oxlint-disable-next-line typescript/no-explicit-any -- each type has a payload of its own
  readonly payload?: any;
}) => number;

/** The same in a definition, where a function can be too. */
export interface MailboxSpec<Type extends string = string> extends MailboxOptions {
  /**
   * For the order `"priority"`. It is called once for each message, when that gets its place. If it throws or answers NaN, the
   * `send` or `ask` rejects with `ORDER_FAILED`, and a `tell` becomes a dead letter.
   */
  readonly priority?: Priority<Type>;
}

/** What holds for one actor, with the defaults in place. */
export type MailboxRules = Required<MailboxOptions>;

/** Those of most actors. They are told from others by identity, and need not be said to other hosts. */
export const ordinaryMailbox: MailboxRules = Object.freeze({ order: "fifo", capacity: Infinity, overflow: "wait" });

const optionRules: Rules<MailboxOptions> = {
  order: oneOf("fifo", "lifo", "priority"),
  capacity: wholeFrom(1),
  overflow: oneOf("wait", "reject", "drop-newest", "drop-oldest"),
};
const specRules: Rules<MailboxSpec> = { ...optionRules, priority: aFunction };

/**
 * @param act what they are for, as in `define actor "counter"`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkMailboxSpec(act: string, mailbox: unknown): asserts mailbox is MailboxSpec {
  checkOptions(act, mailbox, specRules, "mailbox");
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkMailboxOptions(act: string, mailbox: unknown): asserts mailbox is MailboxOptions {
  checkOptions(act, mailbox, optionRules, "mailbox");
}

/**
 * What holds for an actor of that definition, spawned with those options.
 *
 * @throws {ActorError} `BAD_OPTION` if the two together make no sense.
 */
export function mailboxRules(act: string, spec: MailboxSpec, options: MailboxOptions): MailboxRules {
  const order = options.order ?? spec.order ?? (spec.priority === undefined ? "fifo" : "priority");
  const capacity = options.capacity ?? spec.capacity;
  const overflow = options.overflow ?? spec.overflow ?? "wait";
  if (order === "priority" && spec.priority === undefined) {
    throw badOption(act, "mailbox.order", '"fifo" or "lifo" unless the definition has a mailbox.priority', order);
  }
  if (overflow !== "wait" && capacity === undefined) {
    throw badOption(act, "mailbox.overflow", "left out when there is no mailbox.capacity", overflow);
  }
  if (order === "fifo" && (capacity ?? Infinity) === Infinity) return ordinaryMailbox;
  const isBounded = capacity !== undefined && capacity !== Infinity;
  return isBounded ? { order, capacity, overflow } : { order, capacity: Infinity, overflow: "wait" };
}
