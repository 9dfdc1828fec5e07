import type { CrashDirective } from "../core/definition.ts";
import type { ShownMessage } from "../core/events.ts";

/** What a cell is to do as soon as it has nothing in hand. */
export type Intent =
  /** See whether it finishes with its children. */
  | { readonly kind: "judge" }
  /** Go down since a sibling failed. */
  | { readonly kind: "halt" }
  | {
      readonly kind: "crash";
      readonly error: Error;
      readonly message: ShownMessage | undefined;
      readonly directive: CrashDirective;
    }
  | { readonly kind: "finish"; readonly value: unknown }
  | { readonly kind: "stop" };

/** A crash and a finish are the actor's own doing: of those two the first counts. */
const strength: Record<Intent["kind"], number> = { judge: 0, halt: 1, crash: 2, finish: 2, stop: 3 };

export function isStronger(intent: Intent, than: Intent | undefined): boolean {
  return than === undefined || strength[intent.kind] > strength[than.kind];
}
