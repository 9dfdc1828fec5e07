// The floor of all figures between threads: the work of adder.ts in a bare worker.
import { parentPort } from "node:worker_threads";
import type { Two } from "./adder.ts";

/** One posted message: with an `id` it wants a reply. */
export interface BareMessage extends Two {
  id?: number;
}

/** The last message of a burst: asks how many there were. */
export const END = "end";

let count = 0;
parentPort?.on("message", ({ id, a, b }: BareMessage) => {
  if (id !== undefined) return parentPort?.postMessage({ id, a: a * 2, b });
  if (b === END) return parentPort?.postMessage({ id: 0, a: count, b });
  count += b.length;
});
