import type { Strategy } from "../core/supervise-options.ts";

/** Which children the failure of one takes down, itself among them: a part of `children`, which are in the order they were spawned. */
const reach = {
  "one-for-one": (children, at) => children.slice(at, at + 1),
  "one-for-all": (children) => children,
  "rest-for-one": (children, at) => children.slice(at),
} satisfies Record<Strategy, (children: readonly unknown[], at: number) => readonly unknown[]>;

/** The children that are to be restarted when `failed` is. */
export function takenDown<Child>(strategy: Strategy, children: readonly Child[], failed: Child): readonly Child[] {
  const at = children.indexOf(failed);
  return at < 0 ? [] : (reach[strategy](children, at) as readonly Child[]);
}
