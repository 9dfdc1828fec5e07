import { nanoid } from "nanoid/non-secure";
import type { Env } from "../core/env.ts";
import { createNodeEnv } from "../placement/node-env.ts";
import { createSystemOn, type System } from "../system.ts";
import type { SystemOptions } from "../system-options.ts";
import { Clones } from "./clones.ts";

/** A system whose threads are clones: `on: "thread"` crosses a link, but never leaves this thread. */
export interface ClonedSystem extends System {
  /** Ends a host as if its thread had died; the first one started has number 1. */
  killHost(host: number): void;
}

/** What a test may put in place of the platform's. */
export interface ClonedParts {
  /** Clock, chance and event loop. */
  readonly env?: Env;
  /** Which of so many actors that have work goes next, from 0. Default: the first, as ever. */
  readonly pick?: (length: number) => number;
}

/** Makes a system on which every placement but inline crosses a link through memory. For tests. */
export function createClonedSystem(options: SystemOptions = {}, parts: ClonedParts = {}): ClonedSystem {
  const { env = createNodeEnv(nanoid), pick } = parts;
  let clones!: Clones;
  const system = createSystemOn(options, {
    env,
    pick,
    startHosts: (first, settings, limit) => (clones = new Clones(first, settings, limit ?? 2)),
  });
  return Object.assign(system, { killHost: (host: number) => clones.kill(host) });
}
