import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import type { Hosts } from "../core/hosts.ts";
import type { HostOptions } from "../core/spawn.ts";
import { createAskedHost } from "../placement/asked-host.ts";
import { Claims, fairest } from "../placement/claims.ts";
import { announceDeath, findExported, sayDead, type StartedHosts } from "../placement/first-host.ts";
import type { Host, HostParts, HostSettings } from "../placement/host.ts";
import { Introductions } from "../placement/introductions.ts";
import { isProcess, processNumber } from "../wire/host-number.ts";
import { MemoryStore } from "../wire/mark-store.ts";
import { Marks } from "../wire/marks.ts";
import { createMemoryLine, type MemoryEnd } from "./memory-line.ts";
import { createMortalClock, type MortalClock } from "./mortal-clock.ts";

/** What tests may vary in them. */
export interface ClonesParts {
  /** How many turns of the event loop the next frame between two hosts takes. Default: 1. */
  readonly latency?: (() => number) | undefined;
  /** Told of everything that takes longer than the event loop shows: the import of a module. */
  readonly during?: (<Value>(promise: Promise<Value>) => Promise<Value>) | undefined;
  /** What each of the hosts is made of beside what all have. */
  readonly host?: Pick<HostParts, "board" | "chart" | "pick">;
}

interface Clone {
  readonly host: Host;
  /** Its ends of all lines. */
  readonly ends: MemoryEnd[];
  readonly clock: MortalClock;
  readonly marks: Marks;
  readonly claims: Claims;
  readonly isOwn: boolean;
  isLeaving: boolean;
}

/**
 * Hosts in the thread of the first one, behind links through memory that clone each frame: an actor that works on one
 * survives encoding. They stand where a system's threads and processes would, so a test asks for them with `on: "thread"`, or with
 * `on: "process"` for one that shares no memory with others.
 */
export class Clones implements StartedHosts {
  readonly #first: Host;
  readonly #settings: HostSettings;
  readonly #env: Env;
  readonly #limit: number;
  readonly #parts: ClonesParts;
  readonly #clones = new Map<number, Clone>();
  readonly #definitions = new Map<string, AnyDefinition>();
  readonly #introductions = new Introductions();
  #lastThread = 0;
  #lastProcess = 0;

  constructor(first: Host, settings: HostSettings, limit: number, parts: ClonesParts = {}) {
    this.#first = first;
    this.#settings = settings;
    this.#env = first.env;
    this.#limit = limit;
    this.#parts = parts;
  }

  /** The numbers of those that live. */
  get hosts(): readonly number[] {
    return [...this.#clones.keys()];
  }

  async hire(definition: AnyDefinition, options: HostOptions): Promise<number> {
    return this.hireFor(this.#first.host, definition, options);
  }

  hireFor(asker: number, definition: AnyDefinition | undefined, options: HostOptions): number {
    const { own } = "thread" in options ? options.thread : options.process;
    const isOfKind = (host: number): boolean => isProcess(host) === "process" in options;
    if (definition !== undefined) this.#know(definition);
    const shared = [...this.#clones]
      .filter(([host, clone]) => !clone.isOwn && isOfKind(host))
      .map(([host, { claims }]) => ({ host, claims }));
    const isEnough = own !== true && shared.length >= this.#limit;
    const host =
      (isEnough ? fairest(asker, shared)?.host : undefined) ?? this.#start(own === true, "process" in options);
    this.join(host, asker);
    return host;
  }

  join(host: number, asker: number = this.#first.host): void {
    this.#clones.get(host)?.claims.add(asker);
  }

  dismiss(host: number, asker: number = this.#first.host): void {
    this.#clones.get(host)?.claims.remove(asker);
    this.#endIfUnused(host);
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
    if (otherPeer.lost !== undefined) return sayDead(this.#first, peer, other, otherPeer.lost);
    if (!this.#introductions.isNew(one, other)) return;
    const [end, otherEnd] = createMemoryLine(this.#env, this.#parts.latency);
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
    this.#introductions.forget(host);
    const error = lostError(host, why);
    for (const end of clone.ends) end.cut();
    const marks = clone.marks.all;
    announceDeath(this.#first, host, error, [...this.#clones.keys()], marks);
    for (const [other, { host: survivor, claims }] of this.#clones) {
      const marksFor = marks.filter(({ caller }) => caller === other);
      survivor.lose(host, error, marksFor); // before it hears of it: what is done to the dead one below would spoil its counts
      claims.removeAll(host);
      this.#endIfUnused(other);
    }
    // Last, since it can still write to the memory that the others have counted in.
    for (const peer of clone.host.exchange.peers) clone.host.lose(peer.host, error);
    clone.host.close();
    clone.clock.die();
  }

  async stop(): Promise<void> {
    for (const host of this.#clones.keys()) this.kill(host);
  }

  /** It leaves by itself, as a thread does, when what its actors had sent has arrived. */
  #endIfUnused(host: number): void {
    const clone = this.#clones.get(host);
    if (clone?.isOwn !== true || clone.isLeaving || clone.claims.count > 0) return;
    clone.isLeaving = true;
    this.#first.exchange.peer(host).sayNow("leave", { why: "no actor needs it any more" });
  }

  #start(isOwn: boolean, isProcess: boolean): number {
    const host = isProcess ? processNumber(++this.#lastProcess) : ++this.#lastThread;
    const [end, itsEnd] = createMemoryLine(this.#env, this.#parts.latency);
    const clock = createMortalClock(this.#env.clock);
    const marks = new Marks(new MemoryStore(new SharedArrayBuffer(MemoryStore.bytes)));
    const made = createAskedHost({ ...this.#settings, host }, itsEnd, {
      env: { ...this.#env, clock, nextTurn: (run) => this.#env.nextTurn(() => void (clock.isDead || run())) },
      findDefinition: (module, name) => this.#find(module, name),
      createTransport: (line) => line as MemoryEnd,
      leave: () => this.kill(host, "it has left"),
      marks,
      ...this.#parts.host,
    });
    this.#listenTo(made.hosts);
    // A host that is not handed the chart loads it: then now, and not when something fails.
    void this.#parts.during?.(new Promise<void>((resolve) => made.chart.whenLoaded(resolve)));
    this.#clones.set(host, { host: made, clock, ends: [itsEnd], marks, claims: new Claims(), isOwn, isLeaving: false });
    this.#first.exchange.attach(host, end, marks);
    return host;
  }

  /** What an actor on a clone spawns is a definition of this thread's too, and is not to be imported once more. */
  #listenTo(hosts: Hosts): void {
    const hire = hosts.hire.bind(hosts);
    hosts.hire = (definition, options) => {
      this.#know(definition);
      return hire(definition, options);
    };
  }

  #know(definition: AnyDefinition): void {
    this.#definitions.set(keyOf(definition.module, definition.name), definition);
  }

  /** A clone has what this thread has: it imports only what it was never handed, to be placed beside another actor. */
  async #find(module: string, name: string): Promise<AnyDefinition> {
    const known = this.#definitions.get(keyOf(module, name));
    if (known !== undefined) return known;
    const { during = (promise) => promise } = this.#parts;
    return during(findExported(module, name));
  }
}

function keyOf(module: string | undefined, name: string): string {
  return `${module ?? ""}#${name}`;
}

function lostError(host: number, why: string): ActorError {
  return new ActorError("HOST_LOST", `Clone ${host} has died: ${why}`, { details: { exitCode: 1 } });
}
