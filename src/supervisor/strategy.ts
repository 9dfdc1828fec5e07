import type { Strategy } from "../core/supervise-options.ts";

type Reach = <Child>(failed: Child, siblings: () => readonly Child[]) => readonly Child[];

/** Which children the failure of one takes down, itself among them. */
const reach: Readonly<Record<Strategy, Reach>> = {
  "one-for-one": (failed) => [failed],
  "one-for-all": (_, siblings) => siblings(),
  "rest-for-one": (failed, siblings) => {
    const all = siblings();
    return all.slice(all.indexOf(failed));
  },
};

/**
 * The children that are to be restarted when `failed` is, in the order they were spawned.
 *
 * @param siblings all children in that order, `failed` among them; not asked for if no other is touched
 */
export function takenDown<Child>(
  strategy: Strategy,
  failed: Child,
  siblings: () => readonly Child[],
): readonly Child[] {
  return reach[strategy](failed, siblings);
}
