import { ActorError, fieldOf, messageOf } from "../core/errors.ts";

/** `what` is not to be done, as in `Cannot submit "resize" to pool "/shop/resizer-pool-1"`. */
export function brokenError(what: string, cause: Error): ActorError {
  return new ActorError("POOL_BROKEN", `${what}: none of its workers could be started: ${messageOf(cause)}`, { cause });
}

export function broadcastError(verb: string, type: string, path: string): ActorError {
  const why = "every worker gets each message, so only tell and send can be used";
  return new ActorError("BROADCAST", `Cannot ${verb} "${type}" of pool "${path}": ${why}`);
}

/** Of a job that was perhaps running when its worker died. */
export function diedError(type: string, path: string, cause: Error): ActorError {
  return lostError(`Cannot finish job "${type}" of pool "${path}": its worker died: ${messageOf(cause)}`, cause);
}

/** Of a job that would be run again, had its payload not moved to the worker that died. */
export function transferredError(type: string, path: string, cause: Error): ActorError {
  const why = "its payload was transferred to a worker that died";
  return lostError(`Cannot run job "${type}" of pool "${path}" again: ${why}`, cause);
}

/** With what the host of the worker died of, as far as that is known. */
function lostError(message: string, cause: Error): ActorError {
  const known = ["exitCode", "exitSignal"].map((field) => [field, fieldOf(cause, field)] as const);
  const details = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  return new ActorError("HOST_LOST", message, { cause, details });
}
