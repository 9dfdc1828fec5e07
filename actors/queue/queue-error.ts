import { inspect } from "node:util";
import { ActorError, type ActorErrorCode } from "../../src/mod.ts";

export type QueueAct = "put" | "take" | "join";

/** What is done at a queue, and what did not happen when it comes to nothing. */
const acts: Readonly<Record<QueueAct, readonly [act: string, missing: string]>> = {
  put: ["put an item into", "there was no room"],
  take: ["take from", "nothing came"],
  join: ["join", "not all was done"],
};

export function closedError(act: QueueAct, path: string): ActorError {
  return queueError("QUEUE_CLOSED", act, path, "it is closed");
}

export function expiredError(act: QueueAct, path: string, timeoutMs: number): ActorError {
  return queueError("QUEUE_TIMEOUT", act, path, `${acts[act][1]} within ${timeoutMs} ms`);
}

export function abortedError(act: QueueAct, path: string, reason?: unknown): ActorError {
  return queueError("ABORTED", act, path, "its signal was aborted", reason);
}

/** Of a session that is over: code has outlived its actor, or the queue was opened since, or is another one since. */
export const noSession = "who calls has ended, or the queue was opened again, or has started again";

export function strangerError(act: QueueAct, path: string): ActorError {
  return queueError("ABORTED", act, path, noSession);
}

export function notInHandError(path: string, why = "every one that was taken is"): ActorError {
  return new ActorError("NOT_IN_HAND", `Cannot call an item of queue "${path}" done: ${why}`);
}

/** @param act as in `take from queue "/app/tasks"` */
export function badOption(act: string, what: string, wanted: string, given: unknown): ActorError {
  return new ActorError("BAD_OPTION", `Cannot ${act}: ${what} must be ${wanted}, not ${inspect(given, { depth: 0 })}`);
}

/** As in `take from queue "/app/tasks"`. */
export function actAt(act: QueueAct, path: string): string {
  return `${acts[act][0]} queue "${path}"`;
}

function queueError(code: ActorErrorCode, act: QueueAct, path: string, why: string, cause?: unknown): ActorError {
  return new ActorError(code, `Cannot ${actAt(act, path)}: ${why}`, cause === undefined ? {} : { cause });
}
