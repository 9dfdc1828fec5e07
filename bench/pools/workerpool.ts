import { fileURLToPath } from "node:url";
import type { Open, Place } from "./contender.ts";

const script = fileURLToPath(new URL("workerpool-host.js", import.meta.url));

export function openWorkerpool(place: Place): Open {
  return async (workers) => {
    const { pool: createPool } = await import("workerpool");
    const pool = createPool(script, { workerType: place, minWorkers: workers, maxWorkers: workers });
    const run = <Reply>(name: string, payload: unknown, transfer?: object[]): Promise<Reply> =>
      pool.exec(name, [payload], transfer === undefined ? {} : { transfer });
    return {
      add: (two) => run("add", two),
      countPrimes: (limit) => run("countPrimes", limit),
      incrementAll: (items) => run("incrementAll", items),
      // To a process it speaks JSON by default.
      ...(place === "thread" && { weigh: (bytes) => run("weigh", bytes, [bytes.buffer]) }),
    };
  };
}
