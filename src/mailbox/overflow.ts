import type { DeadLetterReason } from "../core/events.ts";
import type { Overflow } from "../core/mailbox-options.ts";

/** `bury` and `drop` make it a dead letter, for the one reason or the other; `replace` drops the oldest one instead. */
export interface Fates {
  readonly told: "bury" | "drop" | "replace";
  readonly sent: "wait" | "refuse" | "drop" | "replace";
}

/** What becomes of a message that finds a mailbox full: of one that was told, and of one that was sent or asked. */
export const whenFull: Readonly<Record<Overflow, Fates>> = {
  wait: { told: "bury", sent: "wait" },
  reject: { told: "bury", sent: "refuse" },
  "drop-newest": { told: "drop", sent: "drop" },
  "drop-oldest": { told: "replace", sent: "replace" },
};

/** Why those are dead letters that are. */
export const reasonOf: Readonly<Record<Fates["told"], DeadLetterReason>> = {
  bury: "MAILBOX_FULL",
  drop: "DROPPED",
  replace: "DROPPED",
};
