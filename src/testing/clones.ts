import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import type { ThreadOptions } from "../core/spawn.ts";
import { createAskedHost } from "../placement/asked-host.ts";
import type { StartedHosts } from "../placement/first-host.ts";
import type { Host, HostSettings } from "../placement/host.ts";
import { createMemoryLine, type MemoryEnd } from "./memory-line.ts";

interface Clone {
  readonly host: Host;
  /** Its ends of all lines. */
  readonly ends: MemoryEnd[];
  actors: number;
  readonly isOwn: boolean;
}

/**
 * Hosts in the thread of the first one, behind links through memory that clone each frame: an actor that works on one
 * survives encoding. They stand where a system's threads would, so a test asks for them with `on: "thread"`.
 */
export class Clones implements StartedHosts {
  readonly #first: Host;
  readonly #settings: HostSettings;
  readonly #env: Env;
  readonly #limit: number;
  readonly #clones = new Map<number, Clone>();
  readonly #definitions = new Map<string, AnyDefinition>();
  #lastHost = 0;

  constructor(first: Host, settings: HostSettings, limit: number) {
    this.#first = first;
    this.#settings = settings;
    this.#env = first.env;
    this.#limit = limit;
  }

  async hire(definition: AnyDefinition, options: ThreadOptions): Promise<number> {
    return this.hireFor(this.#first.host, definition, options);
  }

  hireFor(asker: number, definition: AnyDefinition | undefined, { own }: ThreadOptions): number {
    if (definition !== undefined) this.#definitions.set(keyOf(definition.module, definition.name), definition);
    const shared = [...this.#clones].filter(([host, clone]) => !clone.isOwn && host !== asker);
    const [found] =
      own === true || shared.length < this.#limit ? [] : shared.toSorted(([, a], [, b]) => a.actors - b.actors);
    const host = found?.[0] ?? this.#start(own === true);
    this.join(host);
    return host;
  }

  join(host: number): void {
    const clone = this.#clones.get(host);
    if (clone !== undefined) clone.actors += 1;
  }

  dismiss(host: number): void {
    const clone = this.#clones.get(host);
    if (clone === undefined) return;
    clone.actors -= 1;
    if (clone.isOwn && clone.actors === 0) this.kill(host);
  }

  condemn(host: number, why: string, heldBy?: number): void {
    if (heldBy === undefined) this.kill(host, why); // the thread is shared with this code: nobody can be blocking it now
  }

  connect(host: number): void {
    this.#first.lose(host, lostError(host, "it has ended"));
  }

  introduce(one: number, other: number): void {
    const peer = this.#first.exchange.peer(one);
    const otherPeer = this.#first.exchange.peer(other);
    if (otherPeer.lost !== undefined) return peer.sayNow("lost", { host: other, error: otherPeer.lost });
    const [end, otherEnd] = createMemoryLine(this.#env);
    this.#clones.get(one)?.ends.push(end);
    this.#clones.get(other)?.ends.push(otherEnd);
    peer.introduce(other, end as never);
    otherPeer.introduce(one, otherEnd as never);
  }

  /** As if the thread had died: what it has not posted yet is lost with it. */
  kill(host: number, why = "it was killed"): void {
    const clone = this.#clones.get(host);
    if (clone === undefined) return;
    this.#clones.delete(host);
    const error = lostError(host, why);
    for (const end of clone.ends) end.cut();
    for (const peer of [...clone.host.exchange.peers]) clone.host.lose(peer.host, error);
    clone.host.close();
    this.#first.lose(host, error);
    for (const other of this.#clones.keys()) this.#first.exchange.peer(other).sayNow("lost", { host, error });
  }

  async stop(): Promise<void> {
    for (const host of this.#clones.keys()) this.kill(host);
  }

  #start(isOwn: boolean): number {
    this.#lastHost += 1;
    const host = this.#lastHost;
    const [end, itsEnd] = createMemoryLine(this.#env);
    const made = createAskedHost({ ...this.#settings, host }, itsEnd, {
      env: this.#env,
      findDefinition: (module, name) => this.#find(module, name),
      createTransport: (line) => line as MemoryEnd,
      leave: () => this.kill(host, "it has left"),
    });
    this.#clones.set(host, { host: made, ends: [itsEnd], actors: 0, isOwn });
    this.#first.exchange.attach(host, end);
    return host;
  }

  /** A clone has what this thread has: it imports nothing. */
  async #find(module: string, name: string): Promise<AnyDefinition> {
    const definition = this.#definitions.get(keyOf(module, name));
    if (definition !== undefined) return definition;
    throw new ActorError(
      "DEFINITION_NOT_FOUND",
      `Cannot find the definition of actor "${name}": nobody here has spawned it`,
    );
  }
}

function keyOf(module: string | undefined, name: string): string {
  return `${module ?? ""}#${name}`;
}

function lostError(host: number, why: string): ActorError {
  return new ActorError("HOST_LOST", `Clone ${host} has died: ${why}`, { details: { exitCode: 1 } });
}
