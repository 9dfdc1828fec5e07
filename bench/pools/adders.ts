import { createSystem, type Pool, type ProtocolOf } from "troupe";
import { adder } from "../threads/adder.ts";

/** Two workers on two threads, which have started. */
export async function openAdders(): Promise<Pool<ProtocolOf<typeof adder>>> {
  const system = createSystem({ threads: 2, log: false });
  const pool = await system.pool(adder, { size: 2, on: "thread" });
  while (pool.stats().workers.length < 2) await pool.submit("count");
  return pool;
}
