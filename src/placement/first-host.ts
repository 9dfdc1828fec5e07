import { asDefinition, isDefinition, type AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { EventSink } from "../core/events.ts";
import type { LogLevel } from "../core/log.ts";
import type { HostOptions } from "../core/spawn.ts";
import type { Strays } from "../core/strays.ts";
import type { Step } from "../supervisor/life/table.ts";
import type { Mark } from "../wire/marks.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";
import { urlOf } from "./definitions.ts";
import { Host, type HostSettings } from "./host.ts";
import { importModule } from "./script.ts";
import type { Hosts } from "../core/hosts.ts";

/** Hosts that are started here, on behalf of all others too; `asker` is the one that needs it, by default the first. */
export interface StartedHosts extends Hosts {
  hireFor(asker: number, definition: AnyDefinition | undefined, options: HostOptions): number;
  join(host: number, asker?: number): void;
  dismiss(host: number, asker?: number): void;
  introduce(one: number, other: number): void;
  /** Ends them all. */
  stop(): Promise<void>;
}

/** Where a system's events and log lines come together. */
export interface Output {
  readonly events: EventSink;
  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void;
  readonly pick?: ((length: number) => number) | undefined;
  readonly chart?: Step | undefined;
  readonly strays?: Strays;
}

/** The host that made the system: it starts the others, introduces them to each other and hears what they report. */
export function createFirstHost<Started extends StartedHosts>(
  settings: HostSettings,
  env: Env,
  output: Output,
  startHosts: (first: Host) => Started,
): { host: Host; hosts: Started } {
  let hosts!: Started;
  const host = new Host(settings, {
    env,
    ...output,
    createHosts: (first) => (hosts = startHosts(first)),
    findDefinition: findExported,
    heard: (peer, name, words) => hear(hosts, output, peer, name, words),
  });
  return { host, hosts };
}

function hear<Name extends ControlName>(
  hosts: StartedHosts,
  output: Output,
  peer: Peer,
  name: Name,
  words: ControlWords[Name],
): void {
  const orders: { [Order in ControlName]?: (words: ControlWords[Order]) => void } = {
    hire: ({ request, options }) => {
      try {
        peer.sayNow("hired", { request, host: hosts.hireFor(peer.host, undefined, options) });
      } catch (thrown) {
        peer.sayNow("hired", { request, error: toError(thrown) }); // whoever asked for it is to hear it, nobody else
      }
    },
    join: ({ host }) => hosts.join(host, peer.host),
    dismiss: ({ host }) => hosts.dismiss(host, peer.host),
    condemn: ({ host, why, heldBy }) => hosts.condemn(host, why, heldBy),
    connect: ({ host }) => hosts.introduce(peer.host, host),
    event: (event) => output.events.emit(event.name, event.data as never),
    log: ({ level, actor, message, details }) => output.log(level, actor, message, details),
  };
  orders[name]?.(words);
}

/** A host has died: tells the others, and when all of them have done what follows from it, that too. `marks` are the dead one's. */
export function announceDeath(
  first: Host,
  host: number,
  error: ActorError,
  survivors: readonly number[],
  marks?: readonly Mark[],
): void {
  const marksFor = (survivor: number): Mark[] | undefined => marks?.filter(({ caller }) => caller === survivor);
  first.lose(host, error, marksFor(first.host));
  const peers = survivors.map((survivor) => first.exchange.peer(survivor));
  for (const peer of peers) peer.sayNow("lost", { host, error, marks: marksFor(peer.host) });
  void Promise.all(peers.map((peer) => peer.ping())).then(async () => {
    await first.bury(host);
    for (const peer of first.exchange.peers) if (peer.lost === undefined) peer.say("buried", { host });
  });
}

/** To a host that did not know of another until after that one had died; if it is not buried yet, it hears of that with all. */
export function sayDead(first: Host, peer: Peer, host: number, error: ActorError): void {
  peer.sayNow("lost", { host, error });
  if (first.hasBuried(host)) peer.say("buried", { host });
}

/** This host imports no modules for their definitions: its own code has, and what they export can be had again. */
export async function findExported(module: string, name: string): Promise<AnyDefinition> {
  const exported = Object.values((await importModule(urlOf(module))) as Record<string, unknown>);
  const found = exported.find((value) => isDefinition(value) && value.name === name);
  if (found !== undefined) return asDefinition(found);
  const message = `Cannot find the definition of actor "${name}" in module ${module}: to start it on the first host it must be exported`;
  throw new ActorError("DEFINITION_NOT_FOUND", message);
}
