import type { EndMode } from "../core/running.ts";

/** What the order of ending depends on. */
export interface Endable {
  readonly definition: object;
  readonly isTransient: boolean;
}

/**
 * Which of the children that are left end next, side by side: those of the definition spawned last.
 *
 * While draining, the transient ones come after all others: they serve until the last of those has finished.
 *
 * @param children those left, in the order they were spawned
 */
export function nextToEnd<Child extends Endable>(children: readonly Child[], mode: EndMode): readonly Child[] {
  if (mode === "kill") return children;
  const lasting = mode === "drain" ? children.filter((child) => !child.isTransient) : children;
  const candidates = lasting.length > 0 ? lasting : children;
  const last = candidates.at(-1);
  return candidates.filter((child) => child.definition === last?.definition);
}
