import { Worker } from "node:worker_threads";
import type { Remote } from "comlink";
import type { Contender } from "./contender.ts";
import type * as tasks from "./tasks.ts";

/** It has no pool: calls go to its workers in turn. */
export async function openComlink(workers: number): Promise<Contender> {
  const { transfer, wrap } = await import("comlink");
  const { nodeEndpoint } = await import("./node-endpoint.ts");
  const remotes = Array.from({ length: workers }, () =>
    wrap<typeof tasks>(nodeEndpoint(new Worker(new URL("comlink-host.js", import.meta.url)))),
  );
  let turn = 0;
  const next = (): Remote<typeof tasks> => remotes[turn++ % workers] as Remote<typeof tasks>;
  return {
    add: (two) => next().add(two),
    countPrimes: (limit) => next().countPrimes(limit),
    weigh: (bytes) => next().weigh(transfer(bytes, [bytes.buffer])),
    incrementAll: (items) => next().incrementAll(items),
  };
}
