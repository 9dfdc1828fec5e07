import { address, isAddressed } from "../core/address.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError } from "../core/errors.ts";
import type { Away } from "../core/spawn.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Hosts } from "../core/hosts.ts";

/**
 * The host that a placement means, started if need be.
 *
 * @throws {ActorError} `GONE` if it is beside an actor that has ended; `NO_MODULE`.
 */
export async function findHost(definition: AnyDefinition, on: Away, exchange: Exchange, hosts: Hosts): Promise<number> {
  if (on === "thread") return hosts.hire(definition, {});
  if ("thread" in on) return hosts.hire(definition, on.thread);
  const { beside } = on;
  const host = isAddressed(beside) ? await exchange.whereIs(beside[address]) : undefined;
  if (host === undefined) {
    throw new ActorError(
      "GONE",
      `Cannot start actor "${definition.name}" beside "${beside.path}": that actor has ended`,
    );
  }
  if (host !== exchange.host && definition.module === undefined) {
    const message = `Cannot start actor "${definition.name}" beside "${beside.path}": it has no module; add module: import.meta.url`;
    throw new ActorError("NO_MODULE", message);
  }
  hosts.join(host);
  return host;
}
