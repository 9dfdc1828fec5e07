import type { Comparison, Goal, Measure, Measured, Unit } from "../comparison.ts";
import { openBare } from "./bare.ts";
import { openComlink } from "./comlink.ts";
import type { Open, Place } from "./contender.ts";
import { openPiscina } from "./piscina.ts";
import { openPoolifier } from "./poolifier.ts";
import { inPython } from "./python.ts";
import { openTinypool } from "./tinypool.ts";
import { openTroupe } from "./troupe.ts";
import { openWorkerpool } from "./workerpool.ts";

const libraries: Readonly<Record<Place, Readonly<Record<string, Open>>>> = {
  thread: {
    piscina: openPiscina,
    tinypool: openTinypool("thread"),
    workerpool: openWorkerpool("thread"),
    poolifier: openPoolifier,
    comlink: openComlink,
  },
  process: {
    tinypool: openTinypool("process"),
    workerpool: openWorkerpool("process"),
  },
};

const executors: Readonly<Record<Place, string>> = {
  thread: "Python's ThreadPoolExecutor",
  process: "Python's ProcessPoolExecutor",
};

/** One figure of a pool, for each place. */
export interface PoolFigure {
  readonly title: string;
  readonly unit: Unit;
  readonly floor: string;
  readonly measureWith: (open: Open) => Promise<Measured>;
  /** How many bare workers the floor has; as many as the pools if left out. */
  readonly floorWorkers?: number;
  /** Its name in executors.py. */
  readonly inPython: string;
}

/** Troupe's pool beside its floor and all pools that have workers there. */
export function besidePeers(figure: PoolFigure, place: Place, goal?: Goal | readonly Goal[]): Comparison {
  const { title, unit, floor, measureWith, floorWorkers } = figure;
  const peers = Object.entries(libraries[place]).map(([name, open]): [string, Measure] => [
    name,
    () => measureWith(open),
  ]);
  const bare = openBare(place);
  return {
    title: `pool on ${place === "thread" ? "threads" : "processes"}: ${title}`,
    unit,
    floor: floor.replace("worker", place === "thread" ? "worker" : "child process"),
    ...(goal !== undefined && { goal }),
    measure: () => measureWith(openTroupe(place)),
    measureFloor: () => measureWith((workers) => bare(floorWorkers ?? workers)),
    peers: Object.fromEntries([...peers, [executors[place], inPython(figure.inPython, place)]]),
  };
}
