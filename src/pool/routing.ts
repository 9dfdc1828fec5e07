import type { Routing } from "../core/pool.ts";

/** What routing looks at. */
export interface Candidate {
  readonly hasRoom: boolean;
  /** How much it has in hand, in ms of work as far as is known. */
  readonly load: number;
  readonly inHand: number;
}

/**
 * Which of the workers gets the next message; -1 if none has room. `last` is the one that got the last, `load` what this one is, in ms of
 * work; `Infinity` while that is not known.
 */
export type Pick = (workers: readonly Candidate[], last: number, load: number) => number;

/** In ms of work. It is worth less than a message of its own costs, so it may as well go where the last one went. */
const TOGETHER_MS = 1 / 16;

/** For the two others it is decided by the message, or not at all. */
export const picks: Readonly<Record<Exclude<Routing, "by-key" | "broadcast">, Pick>> = {
  "least-busy"(workers, last, load) {
    let least = -1;
    for (let index = 0; index < workers.length; index++) {
      const worker = workers[index] as Candidate;
      if (worker.hasRoom && (least < 0 || isBusier(workers[least] as Candidate, worker))) least = index;
    }
    const former = workers[last];
    if (least < 0 || load > TOGETHER_MS || former === undefined || !former.hasRoom) return least;
    return former.load <= (workers[least] as Candidate).load + TOGETHER_MS ? last : least;
  },

  "round-robin"(workers, last) {
    for (let step = 1; step <= workers.length; step++) {
      const index = (last + step) % workers.length;
      if (workers[index]?.hasRoom === true) return index;
    }
    return -1;
  },
};

/** Two that have unknown work in hand are told apart by how many. */
function isBusier(one: Candidate, other: Candidate): boolean {
  return one.load === other.load ? one.inHand > other.inHand : one.load > other.load;
}

/** NaN is none: it comes of a number that was not there, and all such messages would go to the same worker. */
export function isKey(value: unknown): value is string | number {
  return typeof value === "string" || (typeof value === "number" && !Number.isNaN(value));
}

/** Which of so many places a key belongs to: always the same. */
export function placeOf(key: string | number, places: number): number {
  // Numbers in a row go to one place after the other; those at equal distances are spread all the same.
  if (typeof key === "number" && Number.isSafeInteger(key) && key >= 0) return (key + mixed(key / places)) % places;
  let hash = 0x811c9dc5; // FNV-1a
  for (const char of String(key)) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193);
  return mixed(hash) % places;
}

/** The last step of MurmurHash3. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const most = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return (most ^ (most >>> 16)) >>> 0;
}
