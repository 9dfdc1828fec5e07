import { createSystemOn, type System } from "../system.ts";
import type { SystemOptions } from "../system-options.ts";
import { Clones } from "./clones.ts";

/** A system whose threads are clones: `on: "thread"` crosses a link, but never leaves this thread. */
export interface ClonedSystem extends System {
  /** Ends a host as if its thread had died; the first one started has number 1. */
  killHost(host: number): void;
}

/** Makes a system on which every placement but inline crosses a link through memory. For tests. */
export function createClonedSystem(options: SystemOptions = {}): ClonedSystem {
  let clones!: Clones;
  const system = createSystemOn(
    options,
    (first, settings, limit) => (clones = new Clones(first, settings, limit ?? 2)),
  );
  return Object.assign(system, { killHost: (host: number) => clones.kill(host) });
}
