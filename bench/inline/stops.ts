import type { Comparison } from "../comparison.ts";
import { medianMsToEnd, msToEnd } from "../repeat.ts";
import { membersOf, raiseFamily, raiseSystem } from "./family.ts";
import { PlainFamily } from "./plain-family.ts";
import { defineTallies, tally } from "./tally.ts";

const COUNT = 10_000;

export const stopsOfSystem: Comparison = stopsBy("the system", 1);
export const stopsOfActor: Comparison = stopsBy("one actor", 1);
export const mixedStopsOfSystem: Comparison = stopsBy("the system", 100);
export const mixedStopsOfActor: Comparison = stopsBy("one actor", 100);

/** A program stops once, and its machine code is not warm then. */
export const firstStop: Comparison = {
  ...stopsOfSystem,
  title: "the same, the first in its process",
  measure: () => msToEnd(raisedBy("the system", 1)),
  measureFloor: () => msToEnd(raisePlain),
};

/** From the word to the last end: children of one definition end side by side, one definition after another. */
function stopsBy(owner: "the system" | "one actor", definitions: number): Comparison {
  const what = definitions === 1 ? "one definition" : `${definitions} definitions`;
  return {
    title: `stopping 10,000 inline children of ${owner}, of ${what}`,
    unit: "ms",
    floor: "as many objects taken off a Map, a promise each",
    goal: { atMost: 100 },
    measure: () => medianMsToEnd(raisedBy(owner, definitions)),
    measureFloor: () => medianMsToEnd(raisePlain),
  };
}

function raisedBy(owner: "the system" | "one actor", definitions: number): () => Promise<() => unknown> {
  const members = membersOf(COUNT, definitions === 1 ? [tally] : defineTallies(definitions));
  return async () => {
    if (owner === "the system") {
      const system = await raiseSystem(members);
      return () => system.stop();
    }
    const { head } = await raiseFamily(members);
    return () => head.stop();
  };
}

async function raisePlain(): Promise<() => unknown> {
  const family = await PlainFamily.raise(COUNT);
  return () => family.end();
}
