import { ActorError } from "../core/errors.ts";
import type { ActorLook } from "../core/running.ts";
import type { ActorState } from "../core/tree.ts";
import type { Cell } from "./cell.ts";

/** Down: its life is over, and it waits for the next one, or to be given up. */
export type Phase = "starting" | "running" | "down" | "ending" | "ended";

export async function lookAt(cell: Cell, along: readonly string[] | undefined): Promise<ActorLook> {
  const { locale, target, children } = cell;
  const look = { host: locale.hostName, state: stateOf(cell), mailbox: target.length };
  return { ...look, children: (await children?.look(along)) ?? [] };
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
export function overdueError({ seed: { path }, handling, phase, isInEndedHook }: Cell): ActorError | undefined {
  const handlers = handling.hand.contexts.map(({ type }) => `"${type}"`).join(", ");
  const handler = phase === "starting" ? "its init" : `its handler of ${handlers}`;
  const what = handlers !== "" ? handler : isInEndedHook ? "its hook ended" : undefined;
  if (what === undefined) return undefined;
  return new ActorError("STOP_TIMEOUT", `Cannot stop actor "${path}" in time: ${what} has not returned`);
}
