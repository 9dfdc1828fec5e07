import type { Comparison } from "../comparison.ts";
import { membersOf, raiseSystem } from "./family.ts";
import { collectGarbage } from "./heap.ts";
import { PlainFamily } from "./plain-family.ts";

const FLOOR = "an object in a Map, with a promise";

const FEW = 1_000;
const MANY = 100_000;
/** All sizes are measured with machine code that is as warm. */
const WARM_UPS = 20;

export const spawnsOf1000: Comparison = spawnsOf(FEW);
export const spawnsOf10000: Comparison = spawnsOf(10_000);
export const spawnsOf100000: Comparison = spawnsOf(MANY);

/** Whether the time stays linear. */
export const spawnGrowth: Comparison = {
  title: "time to start one of 100,000 : one of 1,000",
  unit: "times",
  floor: FLOOR,
  goal: { atMost: 2 },
  measure: () => growthOf(raiseActors, FEW),
  measureFloor: () => growthOf(raisePlain, FEW),
};

/** The same by the number of siblings alone: on both sides of the ratio 100,000 actors come to live. */
export const siblingGrowth: Comparison = {
  title: "the same, 100,000 alive on both sides",
  unit: "times",
  floor: FLOOR,
  goal: { atMost: 2 },
  measure: () => growthOf(raiseActors, MANY),
  measureFloor: () => growthOf(raisePlain, MANY),
};

/** Actors started side by side, all children of one system and the only ones alive. */
function spawnsOf(size: number): Comparison {
  return {
    title: `starting one of ${size.toLocaleString("en")} inline actors`,
    unit: "µs",
    floor: FLOOR,
    measure: () => usEach(raiseActors, size, size),
    measureFloor: () => usEach(raisePlain, size, size),
  };
}

type Raise = (count: number) => Promise<() => unknown>;

async function raiseActors(count: number): Promise<() => unknown> {
  const system = await raiseSystem(membersOf(count));
  return () => system.stop();
}

async function raisePlain(count: number): Promise<() => unknown> {
  const family = await PlainFamily.raise(count);
  return () => family.end();
}

async function growthOf(raise: Raise, alive: number): Promise<number> {
  const few = await usEach(raise, FEW, alive);
  return (await usEach(raise, MANY, MANY)) / few;
}

/** What one start takes among `size` siblings, when family after family is started until `alive` live: the mean of MANY. */
async function usEach(raise: Raise, size: number, alive: number): Promise<number> {
  for (let index = 0; index < WARM_UPS; index++) await (await raise(FEW))();
  let ms = 0;
  for (let started = 0; started < MANY; started += alive) ms += await msToRaise(raise, size, alive / size);
  return (ms * 1_000) / MANY;
}

async function msToRaise(raise: Raise, size: number, families: number): Promise<number> {
  collectGarbage();
  const ends: (() => unknown)[] = [];
  const began = performance.now();
  for (let index = 0; index < families; index++) ends.push(await raise(size));
  const ms = performance.now() - began;
  await Promise.all(ends.map((end) => end()));
  return ms;
}
