import { nanoid } from "nanoid/non-secure";
import { address, isAddressed } from "../core/address.ts";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import type { ActorIdentity } from "../core/ref.ts";
import { show } from "../core/show.ts";
import { createNodeEnv } from "../placement/node-env.ts";
import { createSystemOn, type System, type SystemParts } from "../system.ts";
import type { SystemOptions } from "../system-options.ts";
import { Clones, type ClonesParts } from "./clones.ts";

/** A system whose threads are clones: `on: "thread"` crosses a link, but never leaves this thread. */
export interface ClonedSystem extends System {
  /**
   * Ends a host as if its thread had died: the one on which that actor lives, or the one with that number; the first that was
   * started has number 1.
   *
   * @throws {ActorError} `BAD_OPTION` if no such host lives.
   */
  killHost(host: number | ActorIdentity): void;
}

/** What a test may put in place of the platform's. */
export interface ClonedParts extends Partial<Omit<SystemParts, "startHosts">> {
  /** Clock, chance and event loop. Default: Node's. */
  readonly env?: Env;
  readonly clones?: ClonesParts;
}

/** Makes a system on which every placement but inline crosses a link through memory. For tests. */
export function createClonedSystem(options: SystemOptions = {}, parts: ClonedParts = {}): ClonedSystem {
  let clones!: Clones;
  const { clones: clonesParts, ...systemParts } = parts;
  const system = createSystemOn(options, {
    env: createNodeEnv(nanoid),
    ...systemParts,
    startHosts: (first, settings, { threads = 2 }) => (clones = new Clones(first, settings, threads, clonesParts)),
  });
  return Object.assign(system, {
    killHost(given: number | ActorIdentity): void {
      const host = typeof given === "object" && isAddressed(given) ? given[address].host : given;
      if (clones.hosts.includes(host as number)) return clones.kill(host as number);
      const living = clones.hosts.join(", ") || "none";
      throw new ActorError("BAD_OPTION", `Cannot kill host ${show(host)}: the hosts that can be killed are ${living}`);
    },
  });
}
