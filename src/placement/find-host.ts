import { address, isAddressed } from "../core/address.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError } from "../core/errors.ts";
import type { Seed } from "../core/running.ts";
import type { Away } from "../core/spawn.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Hosts } from "../core/hosts.ts";

/**
 * The host that a placement means, started if need be.
 *
 * @param isRestart whether the actor has lived before: then it goes elsewhere if whom it was beside has ended
 * @throws {ActorError} `GONE` if it is to start beside an actor that has ended; `BAD_OPTION` if that is one of another
 * system; `NO_MODULE`.
 */
export async function findHost(
  definition: AnyDefinition,
  on: Away,
  exchange: Exchange,
  hosts: Hosts,
  isRestart: boolean,
): Promise<number> {
  if (on === "thread") return hosts.hire(definition, { thread: {} });
  if (on === "process") return hosts.hire(definition, { process: {} });
  if (!("beside" in on)) return hosts.hire(definition, on);
  const { beside } = on;
  const cannot = `Cannot start actor "${definition.name}" beside "${beside.path}"`;
  const place = isAddressed(beside) ? beside[address] : undefined;
  if (place !== undefined && !exchange.isOwn(place)) {
    throw new ActorError("BAD_OPTION", `${cannot}: that actor belongs to another system`);
  }
  const host = place && (await exchange.whereIs(place));
  if (host === undefined && isRestart && definition.module !== undefined) return hosts.hire(definition, { thread: {} });
  if (host === undefined) throw new ActorError("GONE", `${cannot}: that actor has ended`);
  if (host !== exchange.host && definition.module === undefined) {
    throw new ActorError("NO_MODULE", `${cannot}: it has no module; add module: import.meta.url`);
  }
  hosts.join(host);
  return host;
}

/** @throws {ActorError} `NO_MODULE` if no other host can be told where its definition is. */
export function checkCanLeave({ definition, path }: Pick<Seed, "definition" | "path">, on: Away): void {
  if (definition.module !== undefined || (typeof on === "object" && "beside" in on)) return;
  const message = `Cannot start actor "${path}" away from its parent: its definition has no module; add module: import.meta.url`;
  throw new ActorError("NO_MODULE", message);
}
