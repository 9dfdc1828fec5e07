import type { Glance } from "../core/running.ts";
import type { ActorNode } from "../core/tree.ts";
import type { Charge } from "./charge.ts";
import type { SupervisorScope } from "./scope.ts";

/** A child as it is now, and those below it; undefined if it has ended meanwhile. */
export async function lookAt(charge: Charge, glance: Glance, { env }: SupervisorScope): Promise<ActorNode | undefined> {
  const { seed, running, isTransient } = charge;
  if (running === undefined) return undefined;
  const { id, name, path, definition } = seed;
  const { state, mailbox, host, children } = await running.look(glance);
  if (charge.isGone) return undefined;
  const { restarts, startedAt } = charge;
  const uptimeMs = Math.max(0, env.clock.now() - startedAt);
  return {
    name,
    path,
    id,
    definition: definition.name,
    host,
    isTransient,
    state,
    mailbox,
    restarts,
    uptimeMs,
    children,
  };
}
