import { fileURLToPath } from "node:url";
import type { Contender } from "./contender.ts";
import type { Two } from "./tasks.ts";

const file = fileURLToPath(new URL("poolifier-host.js", import.meta.url));

export async function openPoolifier(workers: number): Promise<Contender> {
  const { FixedThreadPool } = await import("poolifier");
  const pool = new FixedThreadPool<unknown, never>(workers, file);
  return {
    add: (two: Two) => pool.execute(two, "add"),
    countPrimes: (limit) => pool.execute(limit, "countPrimes"),
    weigh: (bytes) => pool.execute(bytes, "weigh", undefined, [bytes.buffer]),
    incrementAll: (items) => pool.execute(items, "incrementAll"),
  };
}
