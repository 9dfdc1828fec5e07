import { fileURLToPath } from "node:url";
import type { Contender } from "./contender.ts";

const filename = fileURLToPath(new URL("tasks.js", import.meta.url));

export async function openPiscina(workers: number): Promise<Contender> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina({ filename, minThreads: workers, maxThreads: workers });
  return {
    add: (two) => pool.run(two, { name: "add" }),
    countPrimes: (limit) => pool.run(limit, { name: "countPrimes" }),
    weigh: (bytes) => pool.run(bytes, { name: "weigh", transferList: [bytes.buffer] }),
    incrementAll: (items) => pool.run(items, { name: "incrementAll" }),
  };
}
