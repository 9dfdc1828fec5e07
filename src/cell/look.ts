import { ActorError } from "../core/errors.ts";
import type { ActorLook, Glance } from "../core/running.ts";
import type { ActorState } from "../core/tree.ts";
import type { Cell } from "./cell.ts";

/** Down: its life is over, and it waits for the next one, or to be given up. */
export type Phase = "starting" | "running" | "down" | "ending" | "ended";

export async function lookAt(cell: Cell, glance: Glance): Promise<ActorLook> {
  const { locale, target, children } = cell;
  const look = { host: locale.hostName, state: stateOf(cell), mailbox: target.length };
  return { ...look, children: (await children?.look(glance)) ?? [] };
}

function stateOf({ phase, hasStarted, intent, isDraining, children }: Cell): ActorState {
  switch (phase) {
    case "starting":
      return hasStarted ? "restarting" : "starting";
    case "running":
      if (intent?.kind === "stop") return "stopping";
      return children?.state ?? (isDraining || intent?.kind === "finish" ? "finishing" : "running");
    case "down":
      return "restarting";
    case "ending":
      return children?.state ?? "stopping";
    case "ended":
      return "ended";
  }
}

/** What holds an actor up that had its time to stop; undefined if it merely waits for its children, who tell it themselves. */
export function overdueError(cell: Cell): ActorError | undefined {
  const why = holdUp(cell);
  if (why === undefined) return undefined;
  return new ActorError("STOP_TIMEOUT", `Cannot stop actor "${cell.seed.path}" in time: ${why}`);
}

function holdUp({ handling, phase, isInEndedHook, isDraining, target, children, awaited }: Cell): string | undefined {
  const handlers = handling.running.map(({ type }) => `"${type}"`).join(", ");
  if (handlers !== "") return `${phase === "starting" ? "its init" : `its handler of ${handlers}`} has not returned`;
  if (isInEndedHook) return "its hook ended has not returned";
  if (!isDraining) return undefined;
  if (phase === "down" && children?.state === undefined) return "it has crashed and waits for its restart";
  if (target.length > 0) return `messages still wait for it (${target.length})`;
  return awaited;
}
