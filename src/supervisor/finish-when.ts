import type { Exit } from "../core/exit.ts";
import type { FinishWhen } from "../core/supervise-options.ts";

/** A child that has ended for good, or one that is left. */
export interface Finisher {
  readonly name: string;
  readonly isTransient: boolean;
}

/**
 * Whether a supervisor finishes with that child.
 *
 * @param left the children that it still has
 */
export function isFinishedWith(when: FinishWhen | undefined, child: Finisher, left: Iterable<Finisher>): boolean {
  if (when === undefined) return false;
  if (when !== "children-done") return child.name === when.child;
  if (child.isTransient) return false;
  for (const { isTransient } of left) if (!isTransient) return false;
  return true;
}

/** How the supervisor is to end: as that child did, but that an end from outside is none of its own. */
export function verdictOf(exit: Exit): Exit {
  return exit.kind === "done" || exit.kind === "crashed" ? exit : { kind: "done", value: undefined };
}
