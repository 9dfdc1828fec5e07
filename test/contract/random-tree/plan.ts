import type { FinishWhen, Restart, SuperviseOptions } from "troupe";
import { Chance } from "./chance.ts";

/** Where an actor is to live, seen from its parent: "own" is a thread of its own, "beside" the host of a known actor. */
export type Where = "inline" | "thread" | "own" | "beside";

/** One actor of the tree, as it was drawn. A restart draws nothing anew: children are what they were. */
export interface Plan {
  readonly index: number;
  /** Which definition. */
  readonly kind: number;
  readonly name?: string;
  readonly where: Where;
  readonly restart: Restart;
  readonly transient: boolean;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** How likely `init` fails: at the first start, at a later one. */
  readonly failsFirst: number;
  readonly failsAgain: number;
  readonly children: readonly Plan[];
}

/** What differs between definitions. */
export interface Kind {
  readonly supervise: SuperviseOptions;
  readonly concurrency: number;
  readonly hasHook: boolean;
}

/** The name that `finishWhen` waits for. */
const FIRST = "first";

/** The same for every seed, since definitions are made when a module is loaded. */
export const kinds: readonly Kind[] = drawKinds(new Chance(20));

/** A tree of so many actors below a few roots. */
export function drawTree(chance: Chance, size: number, isApart: boolean): readonly Plan[] {
  let left = size;
  let last = 0;
  function draw(depth: number, name?: string): Plan {
    left -= 1;
    const index = ++last;
    const kind = chance.below(kinds.length);
    const { finishWhen } = kinds[kind]?.supervise ?? {};
    const children: Plan[] = [];
    const wanted = depth >= 7 ? 0 : chance.between(0, depth < 2 ? 9 : 4);
    for (let n = 0; n < wanted && left > 0; n++) {
      children.push(draw(depth + 1, n === 0 && typeof finishWhen === "object" ? FIRST : undefined));
    }
    const options = drawOptions(chance, isApart, children.length > 0);
    return { index, kind, ...(name !== undefined && { name }), ...options, children };
  }
  const roots: Plan[] = [];
  while (left > 0) roots.push(draw(0));
  return roots;
}

/** One that has no children of its own, to be spawned by a handler. */
export function drawLeaf(chance: Chance, index: number, isApart: boolean): Plan {
  return { index, kind: chance.below(kinds.length), ...drawOptions(chance, isApart, false), children: [] };
}

function drawOptions(chance: Chance, isApart: boolean, isParent: boolean): Omit<Plan, "index" | "kind" | "children"> {
  return {
    where: isApart ? chance.weighed({ inline: 60, thread: 25, own: 3, beside: 12 }) : "inline",
    restart: chance.weighed({ "on-crash": 60, always: 25, never: 15 }),
    transient: chance.happens(0.2),
    startTimeoutMs: isParent ? 20_000 : chance.oneOf([500, 3_000]),
    stopTimeoutMs: chance.oneOf([0, 50, 500, 5_000]),
    failsFirst: chance.happens(isParent ? 0.02 : 0.1) ? 0.7 : 0,
    failsAgain: chance.happens(0.15) ? 0.6 : 0.05,
  };
}

function drawKinds(chance: Chance): Kind[] {
  return Array.from({ length: 30 }, (_, n) => {
    const finishWhen: FinishWhen | undefined =
      n % 10 === 4 ? "children-done" : n % 10 === 9 ? { child: FIRST } : undefined;
    return {
      supervise: {
        strategy: (["one-for-one", "one-for-all", "rest-for-one"] as const)[n % 3] ?? "one-for-one",
        maxRestarts: chance.oneOf([0, 3, 3, 10, 100, Infinity]),
        withinMs: chance.oneOf([1_000, 5_000, 60_000]),
        backoff: chance.oneOf([
          { minMs: 0 },
          { minMs: 10, maxMs: 1_000 },
          { jitter: 0 },
          { minMs: 50, factor: 1, jitter: 1 },
        ]),
        ...(finishWhen !== undefined && { finishWhen }),
      },
      concurrency: chance.oneOf([1, 1, 1, 2, 5, Infinity]),
      hasHook: chance.happens(0.6),
    };
  });
}
