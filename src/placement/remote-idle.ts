import { neverIdle } from "../cell/closure.ts";
import { UNPLACED, type Outlet } from "../wire/outlet.ts";
import type { IdleAnswer } from "./idles.ts";

/**
 * Resolves when an actor elsewhere has handled all that was sent to it from here, and all that waits for it there.
 *
 * While it has no place, or no room, what was told waits here: it is asked when that has left.
 *
 * @param ask asks it; undefined if it has no place any more
 * @throws {ActorError} the reason, if it ended, or its host died, while something waited
 */
export async function whenRemoteIdle(target: Outlet, ask: () => Promise<IdleAnswer | void> | undefined): Promise<void> {
  const isAnyWaiting = target.tellsWaiting > 0 || !target.isAccounted;
  // Asked at once if it can be: whatever happens to its host from then on is an answer.
  if (target.host === UNPLACED) await new Promise((resolve) => target.whenPlaced(resolve));
  if (target.tellsWaiting > 0) await new Promise<void>((resolve) => target.whenSent(true, resolve));
  const answer = target.closure === undefined ? await (ask() ?? "lost") : "gone";
  if (answer === "lost") throw neverIdle(target.identity.path, { reason: "HOST_LOST" });
  if (answer !== "gone" || !isAnyWaiting) return; // it had handled all that was sent from here, and then ended
  throw neverIdle(target.identity.path, target.closure ?? { reason: "GONE" });
}
