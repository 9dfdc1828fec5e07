import type { Meta, Receipt } from "../core/receipt.ts";

/**
 * Where an actor's messages wait, without any bound: what has room is decided before they come here.
 *
 * `take` puts the next message into the four members of the same names, so that no message needs an object of its own.
 */
export interface Mailbox {
  /** How many messages wait. */
  readonly length: number;
  /** How many were put in and are not done: those that wait and those in hand. */
  readonly unfinished: number;
  /** @throws {ActorError} `ORDER_FAILED` if there is an order and it fails; the mailbox is as it was. */
  put(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void;
  /** Moves the next message into the members below; false if there is none. */
  take(): boolean;
  /** The message taken last. Whoever took it calls `clear` once it has read them. */
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
  /** Lets go of the message taken last, whose parts somebody else holds by now. */
  clear(): void;
  /** A message that was taken has been dealt with, whatever became of it. */
  done(): void;
  /** Returns what tells, from now on, whether all that waits at this moment has been taken. */
  mark(): () => boolean;
}

/** One from which the oldest message can be dropped. */
export interface DroppingMailbox extends Mailbox {
  /** As `take`, for the message that has waited longest, whatever the order, and is not reserved; false if there is none. */
  takeOldest(): boolean;
}
