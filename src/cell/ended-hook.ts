import type { EndedContext } from "../core/context.ts";
import { toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import type { Cell } from "./cell.ts";
import { createLog } from "./log.ts";

/** Runs the hook `ended` of a definition that has one; resolves with what it threw, since the end comes all the same. */
export async function runEndedHook(cell: Cell, state: unknown, exit: Exit): Promise<Error | undefined> {
  const { definition, parent, path } = cell.seed;
  const ctx: EndedContext<unknown> = { self: cell.self, parent, state, log: createLog(cell.locale, path) };
  const { traffic } = cell.locale;
  traffic.awaited += 1;
  try {
    await definition.ended?.(ctx, exit);
    return undefined;
  } catch (thrown) {
    return toError(thrown);
  } finally {
    traffic.awaited -= 1;
    traffic.moved();
  }
}
