import { ActorError } from "../core/errors.ts";
import type { Cell } from "./cell.ts";
import type { Instance } from "./instance.ts";

/** @throws {ActorError} `STOPPED` if the life in which it is spawned is over, and the errors of `spawn`. */
export async function spawnUnder(
  cell: Cell,
  instance: Instance,
  definition: unknown,
  options: unknown,
): Promise<unknown> {
  if (instance.isOver) {
    const message = `Cannot spawn under actor "${cell.seed.path}": it has ended or was restarted`;
    throw new ActorError("STOPPED", message);
  }
  cell.children ??= cell.locale.supervise(cell);
  return cell.children.spawn(definition, options);
}
