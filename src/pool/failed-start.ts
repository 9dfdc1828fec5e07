import { codeOf, toError } from "../core/errors.ts";

/** A host may die while a worker starts there, and not because of it: of a neighbour, or by somebody's `kill -9`. */
const TRIES = { itsOwnDoing: 3, killed: 10, shortage: 6 };
/** What a process is ended by from outside. The others it brings upon itself. */
const KILLS = new Set<unknown>(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"]);
/** What the machine may have again a moment later. */
const SHORTAGES = new Set<unknown>(["EMFILE", "ENFILE", "EAGAIN", "ENOMEM"]);

/** After how many starts that failed in a row, the last one of that, no more are tried. */
export function triesOf(error: Error): number {
  if (SHORTAGES.has(codeOf(error)) || SHORTAGES.has(codeOf(error.cause as Error))) return TRIES.shortage;
  if (codeOf(error) !== "HOST_LOST") return 1; // its own `init` has thrown, or no host could be started
  const { exitCode, exitSignal } = error as { exitCode?: unknown; exitSignal?: unknown };
  if (exitCode === undefined && exitSignal === undefined) return 1;
  return KILLS.has(exitSignal) ? TRIES.killed : TRIES.itsOwnDoing;
}

/** What `init` threw, or why there was no place for it. */
export function causeOf(error: Error): Error {
  const isWrapped = codeOf(error) === "START_FAILED" && error.cause !== undefined;
  return isWrapped ? toError(error.cause) : error;
}
