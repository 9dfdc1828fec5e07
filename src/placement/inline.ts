import { Cell } from "../cell/cell.ts";
import type { Overseer, Running, Seed } from "../core/running.ts";
import type { Host } from "./host.ts";

/** The actor runs on the host of its parent: a cell, and nothing between. */
export function placeInline(host: Host, seed: Seed, overseer: Overseer): Running {
  return new Cell(seed, overseer, host, 0);
}
