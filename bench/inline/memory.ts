import { defineActor, type ActorRef } from "troupe";
import type { Comparison } from "../comparison.ts";
import { membersOf, raiseFamily, raiseSystem } from "./family.ts";
import { heapHeld } from "./heap.ts";
import { PlainFamily } from "./plain-family.ts";
import { timedTally, type TallyProtocol } from "./tally.ts";

const COUNT = 20_000;
const FLOOR = "an object in a Map, with a queue and a small state";

/** The heap of an idle actor with a small state, all that its supervisor keeps for it included. */
export const memory: Comparison = memoryOf("inline actor, a child of the system", (count) =>
  raiseSystem(membersOf(count)),
);

export const memoryOfChild: Comparison = memoryOf("inline actor, a child of an actor", (count) =>
  raiseFamily(membersOf(count)),
);

export const memoryWithTimer: Comparison = memoryOf("child with a timer that is set", (count) =>
  raiseFamily(membersOf(count, [timedTally])),
);

export const memoryOfWatched: Comparison = memoryOf("child that another actor watches", async (count) => {
  const family = await raiseFamily(membersOf(count));
  const watching = await family.system.spawn(watcher);
  await watching.ask("watchAll", family.children);
  return family;
});

/** The mailbox has grown for them, once. */
export const memoryOfUsed: Comparison = memoryOf("child that has had 100 messages waiting", async (count) => {
  const family = await raiseFamily(membersOf(count));
  for (const child of family.children) for (let index = 0; index < 100; index++) child.tell("add", index);
  await Promise.all(family.children.map((child) => child.ask("sum")));
  return family;
});

const watcher = defineActor({
  name: "watcher",
  receive: {
    watchAll({ watch }, refs: readonly ActorRef<TallyProtocol>[]) {
      for (const ref of refs) watch(ref, "ended");
    },
    ended() {},
  },
});

function memoryOf(what: string, raise: (count: number) => Promise<object>): Comparison {
  return {
    title: `memory of an idle ${what}`,
    unit: "bytes",
    floor: FLOOR,
    measure: () => bytesEach(raise),
    measureFloor: () => bytesEach((count) => PlainFamily.raise(count)),
  };
}

async function bytesEach(raise: (count: number) => Promise<object>): Promise<number> {
  const first = await raise(100);
  const before = heapHeld();
  const all = await raise(COUNT);
  const used = heapHeld() - before;
  kept.push(first, all);
  return used / COUNT;
}

/** Or they could be collected before they are measured. */
const kept: object[] = [];
