import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import type { ActorError } from "../core/errors.ts";
import type { TurnBoard } from "../cell/run-queue.ts";
import type { Transport } from "../wire/link.ts";
import type { Marks } from "../wire/marks.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";
import { AskedHosts } from "./asked-hosts.ts";
import { Host, type HostParts, type HostSettings } from "./host.ts";
import { sayLeniently } from "./lenient.ts";
import { RelayedLine } from "./relay.ts";

/** What a host that another one started is made of. */
export interface AskedHostParts {
  readonly env: Env;
  readonly findDefinition: (module: string, name: string) => Promise<AnyDefinition>;
  /** Makes a transport of the end of a line that the first host has sent. */
  readonly createTransport: (port: unknown) => Transport;
  /** The first host has no more use for this one. Calls `sayLast` as the last thing before it is gone. */
  leave(sayLast: () => void): void;
  readonly board?: TurnBoard;
  /** Of what it starts. */
  readonly marks?: Marks;
  /** As in {@link HostParts}. */
  readonly chart?: HostParts["chart"];
  readonly pick?: HostParts["pick"];
}

/** A host that was started by the first one: it reports there, and asks there for others. */
export function createAskedHost(settings: HostSettings, first: Transport, parts: AskedHostParts): Host {
  const { env, findDefinition, createTransport, board, marks, chart, pick } = parts;
  const line = new RelayedLine(first);
  const firstPeer = () => host.exchange.peer(0);
  const hosts = new AskedHosts(firstPeer);
  const orders: { [Order in ControlName]?: (words: ControlWords[Order]) => void } = {
    hired: (words) => hosts.hired(words),
    lost: ({ host: other, error, marks }) => host.lose(other, error as ActorError, marks),
    buried: ({ host: other }) => void host.bury(other),
    relay: ({ host: other }) => void host.exchange.attach(other, line.to(other)),
    leave: () => void settle(host).then(() => parts.leave(() => host.exchange.sayLast())),
  };
  const host: Host = new Host(settings, {
    env,
    findDefinition,
    events: { emit: (name, data) => sayLeniently(firstPeer(), "event", { name, data }) },
    log: (level, actor, message, details) => sayLeniently(firstPeer(), "log", { level, actor, message, details }),
    createHosts: () => hosts,
    introduced: (other, port) => host.exchange.attach(other, createTransport(port)),
    heard: (_peer, name, words) => orders[name]?.(words as never),
    chart,
    pick,
    ...(board && { board }),
  });
  host.exchange.marks = marks;
  host.exchange.attach(0, line.own);
  return host;
}

/**
 * Nothing that was said to or by this host is to be lost with it: its siblings first, for what they say is reported to the
 * first. What a handler that was let go still sends, or whoever else runs on here, is then no longer for them.
 */
async function settle({ exchange }: Host): Promise<void> {
  await exchange.flush(0);
  exchange.closeOutlets();
  await exchange.flush(0);
  await exchange.peer(0).ping();
}
