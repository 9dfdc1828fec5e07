import { ActorError } from "../core/errors.ts";
import type { DeadLetterReason } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";

/** Why an inbox takes no more. */
export interface Closure {
  readonly reason: DeadLetterReason;
  readonly cause?: Error;
}

/** What an actor's end means to those who still send to it. */
export function closureOf(exit: Exit): Closure {
  switch (exit.kind) {
    case "done":
      return { reason: "FINISHED" };
    case "stopped":
      return { reason: "STOPPED" };
    case "killed":
      return { reason: "KILLED" };
    case "crashed":
      return { reason: "CRASHED", cause: exit.error };
  }
}

const saidOfClosure: Record<DeadLetterReason, string> = {
  FINISHED: "it has finished",
  STOPPED: "it was stopped",
  KILLED: "it was killed",
  CRASHED: "it has crashed and was not restarted",
  GONE: "there is no such actor, or it ended long ago",
  HOST_LOST: "its host died",
  UNKNOWN_MESSAGE: "it has no handler for it",
  MAILBOX_FULL: "its mailbox is full",
  DROPPED: "its mailbox was full, and this one was dropped",
  ORDER_FAILED: "the priority of its mailbox failed",
  NOT_SENDABLE: "it cannot leave its process",
};

/** The error of an ask or send that an actor will not handle. */
export function undeliverable(path: string, type: string, closure: Closure): ActorError {
  return errorOf(closure, `Cannot deliver "${type}" to actor "${path}"`);
}

/** The error of an ask that an actor has handled and to which it still owes the reply. */
export function unanswered(path: string, type: string, closure: Closure): ActorError {
  const said = closure.reason === "CRASHED" ? "it has crashed" : undefined; // and is perhaps restarted
  return errorOf(closure, `Cannot get a reply to "${type}" from actor "${path}"`, said);
}

/** The error of whoever waits until an actor has handled what waits, and it will not. */
export function neverIdle(path: string, closure: Closure): ActorError {
  return errorOf(closure, `Cannot wait until actor "${path}" has handled its messages`);
}

/** The error of a send that found no room: it carries the message. */
export function fullError(path: string, type: string, payload: unknown, capacity: number): ActorError {
  const message = `Cannot deliver "${type}" to actor "${path}": its mailbox is full (capacity ${capacity})`;
  return new ActorError("MAILBOX_FULL", message, { details: { undelivered: { type, payload } } });
}

function errorOf({ reason, cause }: Closure, what: string, said: string = saidOfClosure[reason]): ActorError {
  return new ActorError(reason, `${what}: ${said}`, cause === undefined ? {} : { cause });
}
