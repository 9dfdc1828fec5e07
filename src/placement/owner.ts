import type { Cell } from "../cell/cell.ts";
import type { Owner } from "../supervisor/scope.ts";

/** An actor as the supervisor of its children sees it. */
export function ownerOf(cell: Cell): Owner {
  const { id, name, path, definition } = cell.seed;
  return {
    identity: { id, name, path },
    path,
    supervise: definition.supervise,
    isStarting: cell.phase === "starting",
    canCrash: () => cell.canCrash,
    escalate: (error) => cell.escalate(error),
    finish: () => cell.judge(),
  };
}
