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
  const counts = ({ name, isTransient }: Finisher): boolean =>
    when === "children-done" ? !isTransient : name === when.child;
  if (!counts(child)) return false;
  for (const other of left) if (counts(other)) return false;
  return true;
}

/** How the supervisor is to end: as that child did, but that an end from outside is none of its own. */
export function verdictOf(exit: Exit): Exit {
  return exit.kind === "done" || exit.kind === "crashed" ? exit : { kind: "done", value: undefined };
}
