import type { Two } from "./tasks.ts";

/** A pool, whatever its library calls what it does. */
export interface Contender {
  add(two: Two): Promise<number>;
  countPrimes(limit: number): Promise<number>;
  /** The bytes are moved, where the library can do that. Some cannot even copy them. */
  readonly weigh?: (bytes: Uint8Array<ArrayBuffer>) => Promise<number>;
  incrementAll(items: number[]): Promise<number[]>;
  /** For a library that has one; the others are given batches. At most `buffer` items are ahead of the consumer. */
  map?(items: Iterable<number>, buffer?: number): AsyncIterable<number>;
}

export type Place = "thread" | "process";

/** With so many workers. */
export type Open = (workers: number) => Promise<Contender>;

/** A reply is wrong: then a figure would say nothing. */
export function check(reply: number | undefined, expected: number): void {
  if (reply !== expected) throw new Error(`Cannot go on measuring: ${reply} came instead of ${expected}`);
}
