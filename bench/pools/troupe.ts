import { createSystem, transfer } from "troupe";
import { calculator } from "./calculator.ts";
import type { Open, Place } from "./contender.ts";

const hosts = { thread: "threads", process: "processes" } as const;

export function openTroupe(place: Place): Open {
  return async (workers) => {
    const system = createSystem({ log: false, [hosts[place]]: workers });
    const pool = await system.pool(calculator, { size: workers, on: place });
    return {
      add: (two) => pool.submit("add", two),
      countPrimes: (limit) => pool.submit("countPrimes", limit),
      weigh: (bytes) => pool.submit("weigh", transfer(bytes, [bytes.buffer])),
      incrementAll: (items) => pool.submit("incrementAll", items),
      map: (items, buffer) => pool.map("increment", items, buffer === undefined ? {} : { buffer }),
    };
  };
}
