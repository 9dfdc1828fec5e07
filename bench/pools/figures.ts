import type { Comparison } from "../comparison.ts";
import { besidePeers, type PoolFigure } from "./beside-peers.ts";
import { burst, inFlight, oneAtATime } from "./calls.ts";
import { speedUp } from "./cpu-bound.ts";
import { mapAsIs, mapItems } from "./map.ts";
import type { Place } from "./contender.ts";
import { openTroupe } from "./troupe.ts";
import { hundredAgainstOne, tenAgainstOne, tenMegabytes } from "./transfer.ts";

const one: PoolFigure = {
  title: "one call at a time",
  unit: "µs",
  floor: "a bare worker",
  floorWorkers: 1,
  measureWith: oneAtATime,
  inPython: "one_at_a_time",
};
const many: PoolFigure = {
  title: "calls, 64 in flight",
  unit: "per second",
  floor: "a bare worker",
  floorWorkers: 1,
  measureWith: inFlight,
  inPython: "in_flight",
};
const atOnce: PoolFigure = {
  title: "50,000 calls at once",
  unit: "per second",
  floor: "a bare worker",
  floorWorkers: 1,
  measureWith: burst,
  inPython: "burst",
};
const mapped: PoolFigure = {
  title: "1,000,000 small items mapped",
  unit: "per second",
  floor: "two of a bare worker",
  measureWith: mapItems,
  inPython: "map_items",
};
const moved: PoolFigure = {
  title: "10 MB there, their length back",
  unit: "ms",
  floor: "a bare worker",
  measureWith: tenMegabytes,
  inPython: "ten_megabytes",
};
const grown: PoolFigure = {
  title: "10 MB there against 1 MB",
  unit: "times",
  floor: "a bare worker",
  measureWith: tenAgainstOne,
  inPython: "ten_against_one",
};
const grownMuch: PoolFigure = {
  title: "100 MB there against 1 MB",
  unit: "times",
  floor: "a bare worker",
  measureWith: hundredAgainstOne,
  inPython: "hundred_against_one",
};
const sped: PoolFigure = {
  title: "speed-up of two workers over one",
  unit: "times",
  floor: "two of a bare worker over one",
  measureWith: speedUp,
  inPython: "speed_up",
};

/** Without others: a batch has no default. */
const defaultMap = (place: Place): Comparison => ({
  title: `pool on ${place === "thread" ? "threads" : "processes"}: the same with the default buffer of 1,024`,
  unit: "per second",
  measure: () => mapAsIs(openTroupe(place)),
});

const NODE_POOLS = ["piscina", "tinypool", "workerpool", "poolifier", "comlink"];
const PYTHON_PROCESSES = "Python's ProcessPoolExecutor";

export const threadsOneAtATime: Comparison = besidePeers(one, "thread", { atMostTimesFloor: 1.3 });
export const threadsInFlight: Comparison = besidePeers(many, "thread", [
  { timesFloor: 1 },
  { timesPeer: 4 },
  { timesPeer: 4, peers: NODE_POOLS },
]);
export const threadsBurst: Comparison = besidePeers(atOnce, "thread");
export const threadsMap: Comparison = besidePeers(mapped, "thread", { figure: 3e6 });
export const threadsMapAsIs: Comparison = defaultMap("thread");
export const threadsTransfer: Comparison = besidePeers(moved, "thread");
/** Constant, but for the noise of what takes some tens of µs. */
export const threadsTransferGrowth: Comparison = besidePeers(grown, "thread", { atMost: 2 });
export const threadsTransferGrowthTo100: Comparison = besidePeers(grownMuch, "thread");
export const threadsSpeedUp: Comparison = besidePeers(sped, "thread", { timesFloor: 0.95 });

export const processesOneAtATime: Comparison = besidePeers(one, "process");
export const processesInFlight: Comparison = besidePeers(many, "process", { timesPeer: 8, peers: ["tinypool"] });
export const processesBurst: Comparison = besidePeers(atOnce, "process");
export const processesMap: Comparison = besidePeers(mapped, "process", { timesPeer: 1, peers: [PYTHON_PROCESSES] });
export const processesMapAsIs: Comparison = defaultMap("process");
/** There they are copied. */
export const processesTransfer: Comparison = besidePeers(moved, "process");
export const processesSpeedUp: Comparison = besidePeers(sped, "process", { timesFloor: 0.95 });
