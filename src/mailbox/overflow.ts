import type { Overflow } from "../core/mailbox-options.ts";

/** `bury` and `drop` make it a dead letter, for the one reason or the other; `replace` drops the oldest one instead. */
export type Fate = "wait" | "refuse" | "bury" | "drop" | "replace";

/** What becomes of a message that finds a mailbox full: of one that was told, and of one that was sent or asked. */
export const whenFull = {
  wait: { told: "bury", sent: "wait" },
  reject: { told: "bury", sent: "refuse" },
  "drop-newest": { told: "drop", sent: "drop" },
  "drop-oldest": { told: "replace", sent: "replace" },
} as const satisfies Record<Overflow, { readonly told: Fate; readonly sent: Fate }>;

/** Why those are dead letters that are. */
export const reasonOf = { bury: "MAILBOX_FULL", drop: "DROPPED", replace: "DROPPED" } as const;
