import { ActorError, codeOf, messageOf, type ActorErrorCode } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";

/** What the spawn of the actor at `path` rejects with. */
export function startError(path: string, code: ActorErrorCode, why: string, cause?: unknown): ActorError {
  return new ActorError(code, `${cannotStart(path)}${why}`, cause === undefined ? {} : { cause });
}

/** The same for what its host has said: a timeout of its own as it is; that of a child which its `init` spawned is a reason like any other. */
export function failedStart(path: string, error: Error): Error {
  const isOwnTimeout = codeOf(error) === "START_TIMEOUT" && messageOf(error).startsWith(cannotStart(path));
  return isOwnTimeout ? error : startError(path, "START_FAILED", messageOf(error), error);
}

/** The same for how it ended before it had started. */
export function endedBeforeStart(path: string, exit: Exit): Error {
  if (exit.kind === "crashed") return exit.error;
  return startError(path, "STOPPED", `it was ${exit.kind} before init had returned`);
}

function cannotStart(path: string): string {
  return `Cannot start actor "${path}": `;
}
