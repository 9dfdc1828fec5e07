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
  return livingChildren(cell, instance).spawn(definition, options);
}

/** The same for a pool. */
export async function openPoolUnder(
  cell: Cell,
  instance: Instance,
  definition: unknown,
  options: unknown,
): Promise<unknown> {
  return cell.locale.openPool(livingChildren(cell, instance), definition, options);
}

/** Those of an actor, from the first one on. */
export function childrenOf(cell: Cell): Children {
  return (cell.children ??= cell.locale.supervise(cell));
}

function livingChildren(cell: Cell, { isOver }: Instance): Children {
  if (!isOver) return childrenOf(cell);
  throw new ActorError("STOPPED", `Cannot spawn under actor "${cell.seed.path}": it has ended or was restarted`);
}
