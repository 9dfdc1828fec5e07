import { show } from "./show.ts";

/** Every code an {@link ActorError} can carry; `docs/errors.md` has a row for each. */
export type ActorErrorCode =
  | "ABORTED"
  | "ASK_TIMEOUT"
  | "BAD_OPTION"
  | "BROADCAST"
  | "CANCELLED"
  | "CRASHED"
  | "DEFINITION_NOT_FOUND"
  | "DROPPED"
  | "FINISHED"
  | "GONE"
  | "HOST_LOST"
  | "JOB_TIMEOUT"
  | "KILLED"
  | "LINK_BROKEN"
  | "MAILBOX_FULL"
  | "MODULE_FAILED"
  | "NAME_TAKEN"
  | "NOT_AN_ERROR"
  | "NOT_IN_HAND"
  | "NOT_SENDABLE"
  | "NO_MODULE"
  | "ON_HOST"
  | "ORDER_FAILED"
  | "POOL_BROKEN"
  | "POOL_CLOSED"
  | "QUEUE_CLOSED"
  | "QUEUE_TIMEOUT"
  | "SELF_ASK"
  | "SEND_TIMEOUT"
  | "START_FAILED"
  | "START_TIMEOUT"
  | "STASH_FULL"
  | "STOPPED"
  | "STOP_TIMEOUT"
  | "TASK_ABANDONED"
  | "TOO_LATE"
  | "TYPESCRIPT_UNSUPPORTED"
  | "UNKNOWN_MESSAGE";

/** What an {@link ActorError} may carry beside its message. */
export interface ActorErrorOptions {
  readonly cause?: unknown;
  /** Own fields of the error, such as `exitCode` of a lost host. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Whatever Troupe itself has to report.
 *
 * Match on `code`, never on `instanceof`: an error keeps its code when it crosses to another thread, its class it keeps
 * only where both sides loaded the same copy of Troupe.
 */
export class ActorError extends Error {
  readonly code: ActorErrorCode;

  constructor(code: ActorErrorCode, message: string, options: ActorErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "ActorError";
    this.code = code;
    Object.assign(this, options.details);
  }
}

/** Makes an `Error` of whatever was thrown, and never fails; an error is returned as it is. */
export function toError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error) return thrown;
    if (Object.prototype.toString.call(thrown) === "[object Error]") return thrown as Error; // made in another realm
    return new ActorError("NOT_AN_ERROR", `Something that is no error was thrown: ${show(thrown)}`, { cause: thrown });
  } catch {
    return new ActorError("NOT_AN_ERROR", "Something was thrown that cannot even be looked at"); // a revoked proxy, say
  }
}

/** The code of an error, whoever made it: not all that is thrown can be looked at without being thrown at again. */
export function codeOf(error: Error): unknown {
  return fieldOf(error, "code");
}

export function messageOf(error: Error): string {
  const message = fieldOf(error, "message");
  return typeof message === "string" ? message : "an error that does not show its message";
}

/** A field of an error; undefined if reading it fails. */
export function fieldOf(error: Error, field: string): unknown {
  try {
    return (error as unknown as Readonly<Record<string, unknown>>)[field];
  } catch {
    return undefined;
  }
}
