import { fileURLToPath } from "node:url";
import type { Open, Place } from "./contender.ts";

const filename = fileURLToPath(new URL("tasks.js", import.meta.url));
const runtimes = { thread: "worker_threads", process: "child_process" } as const;

export function openTinypool(place: Place): Open {
  return async (workers) => {
    const { Tinypool } = await import("tinypool");
    const runtime = runtimes[place];
    const pool = new Tinypool({ filename, runtime, minThreads: workers, maxThreads: workers });
    return {
      add: (two) => pool.run(two, { name: "add" }),
      countPrimes: (limit) => pool.run(limit, { name: "countPrimes" }),
      incrementAll: (items) => pool.run(items, { name: "incrementAll" }),
      // To a process it speaks JSON by default.
      ...(place === "thread" && {
        weigh: (bytes) => pool.run(bytes, { name: "weigh", transferList: [bytes.buffer] }),
      }),
    };
  };
}
