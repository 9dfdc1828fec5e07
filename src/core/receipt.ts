/**
 * A message's way back to its sender.
 *
 * A told message from the same host has none. An ask has one for its reply, a message from another host one that counts
 * for its sender what was handled, a tick one that says whether its timer was cancelled meanwhile.
 */
export interface Receipt {
  /** Whether the sender waits for a reply. */
  readonly wantsReply: boolean;
  /** Whether its message has a place however full the mailbox is, and is never dropped: a tick, a notice, a piped result. */
  readonly isReserved: boolean;
  /** Whether the asker no longer waits. */
  readonly isGivenUp: boolean;
  /** The handler is about to start; false when the message is no longer wanted and must not be handled. */
  start(): boolean;
  /** Its handler put the message aside: it waits again. */
  stash(): void;
  /** The same as `start`, for a message that was put aside. */
  startAgain(): boolean;
  /** So many of its messages are not handled, since their receiver takes no more; an event is about to say so. */
  buried?(count: number): void;
  resolve(reply: unknown): void;
  reject(error: Error): void;
  /** The same for an error handed to `ctx.refuse()`. */
  refuse(error: Error): void;
  /** Calls `listener` once when the asker gave up, at once if it has already. */
  onGivenUp(listener: () => void): void;
  /** Nobody will handle it where it is: whether its sender takes it back, so that it is no dead letter. */
  takeBack?(): boolean;
}

/** The receipt of a message that one actor passes on to another: what was not started there comes back. */
export interface Forwarded extends Receipt {
  /** On its way to another host: its lane, the how manyth message of that it is, modulo 2 ** 32, and its number as an ask. */
  lane: number;
  place: number;
  ask: number;
  /** About how much of it is on its way, in bytes; and whether something in it moves, so that it cannot be sent again. */
  bytes: number;
  isMoved: boolean;
  /** `tookMs`: how long the handler took, if it ran on another host. */
  resolve(reply: unknown, tookMs?: number): void;
  takeBack(): boolean;
  /** Its payload could be encoded, and cannot be read where it was sent: it was not started. */
  unread(error: Error): void;
  /** The host that it was sent to has died. */
  lost(error: Error, wasStarted: boolean): void;
}

/** What travels beside a message through every placement, and costs nothing when unused. */
export interface Meta {
  readonly id?: string;
  /** W3C trace context of the sender. */
  readonly traceparent?: string;
  /** What is left of the asker's time, in ms, when the message left its host. */
  readonly deadlineMs?: number;
  /** From a pool to its worker: the payload is a list of payloads, and so is the reply (`src/cell/batch.ts`). */
  readonly isBatch?: true;
  /** From a pool to its worker: no message at all, but the question how much memory its host uses. */
  readonly asksMemory?: true;
}
