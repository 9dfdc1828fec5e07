import { ActorError } from "../core/errors.ts";
import type { Children } from "../core/running.ts";
import type { Cell } from "./cell.ts";
import type { Instance } from "./instance.ts";

/** @throws {ActorError} `STOPPED` if the life in which it is spawned is over, and the errors of `spawn`. */
export async function spawnUnder(
  cell: Cell,
  instance: Instance,
  definition: unknown,
  options: unknown,
): Promise<unknown> {
  refuseAfter(instance, cell);
  return childrenOf(cell).spawn(definition, options);
}

/** The same for a pool. */
export async function openPoolUnder(
  cell: Cell,
  instance: Instance,
  definition: unknown,
  options: unknown,
): Promise<unknown> {
  refuseAfter(instance, cell);
  return cell.locale.openPool(childrenOf(cell), definition, options);
}

/** Those of an actor, from the first one on. */
export function childrenOf(cell: Cell): Children {
  return (cell.children ??= cell.locale.supervise(cell));
}

function refuseAfter({ isOver }: Instance, { seed }: Cell): void {
  if (!isOver) return;
  throw new ActorError("STOPPED", `Cannot spawn under actor "${seed.path}": it has ended or was restarted`);
}
