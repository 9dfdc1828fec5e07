import type { ActorIdentity, ActorRef, Child, Exit, SystemEvent, SystemEventName, WatchedExit } from "troupe";
import type { TestSystem } from "troupe/testing";
import { address, isAddressed } from "../../../src/core/address.ts";
import { homeOf } from "../../../src/wire/actor-id.ts";
import { Chance } from "./chance.ts";
import { Ledger } from "./ledger.ts";
import { Lives, type Life } from "./lives.ts";
import type { MemberDefinition } from "./members.ts";
import type { MemberProtocol } from "./protocol.ts";

export type Member = ActorRef<MemberProtocol>;
export type MemberChild = Child<MemberProtocol>;

/** Something that somebody waits for. */
export interface Wait {
  readonly what: string;
  readonly host: number;
  /** For `exited`: whose. */
  readonly id?: string;
}

export type Outcome<Value> =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: Failure };
export type Failure = Error & { readonly code?: string };

/** How many waits, steps of the log and so on a failing test shows. */
const SHOWN = 60;

/**
 * What all actors of one run share, since all of them live in this thread: chance, the books that are kept of every message
 * and life, and what was found to be wrong.
 */
export class World {
  readonly number: number;
  readonly seed: number;
  readonly isApart: boolean;
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly lives: Lives;
  readonly waits = new Set<Wait>();
  readonly handed = new Map<string, { readonly ref: Member; readonly host: number }>();
  /** Hosts that are no more, and those of them that were killed: nothing there was ended in order. */
  readonly deadHosts = new Set<number>();
  readonly killedHosts = new Set<number>();
  readonly exits = new Map<string, Exit>();
  readonly starts = new Set<string>();
  readonly events: SystemEvent<SystemEventName>[] = [];
  readonly log: string[] = [];
  readonly breaches: string[] = [];
  /** From now on every actor just does what it is told. */
  isCalm = false;
  spawned = 0;
  /** Timers of the actors' own, which are none of the system's. */
  ownTimers = 0;
  system!: TestSystem;
  readonly definitions: readonly MemberDefinition[];

  constructor(number: number, seed: number, isApart: boolean, definitions: readonly MemberDefinition[]) {
    this.number = number;
    this.definitions = definitions;
    this.seed = seed;
    this.isApart = isApart;
    this.chance = new Chance(seed);
    this.ledger = new Ledger(this);
    this.lives = new Lives(this);
  }

  get now(): number {
    return this.system.clock.now();
  }

  note(line: string): void {
    this.log.push(`${Math.round(this.now * 100) / 100} ${line}`);
  }

  breach(what: string): void {
    this.note(`BREACH ${what}`);
    this.breaches.push(what);
  }

  /** Resolves with how that went; the promise must settle, or its host be dead by the end. */
  track<Value>(what: string, host: number, promise: Promise<Value>, id?: string): Promise<Outcome<Value>> {
    const wait: Wait = { what, host, ...(id !== undefined && { id }) };
    this.waits.add(wait);
    return promise.then(
      (value) => {
        this.waits.delete(wait);
        return { value };
      },
      (error: Failure) => {
        this.waits.delete(wait);
        return { error };
      },
    );
  }

  /** Time of the actors' own, beside all that the system limits. */
  delay(ms: number): Promise<void> {
    this.ownTimers += 1;
    return new Promise((resolve) => {
      this.system.clock.setTimer(ms, () => {
        this.ownTimers -= 1;
        resolve();
      });
    });
  }

  /** A ref that somebody got on a host: in the end each of them is asked. */
  hand(ref: Member, host: number): void {
    const key = `${host} ${ref.id}`;
    if (!this.handed.has(key)) this.handed.set(key, { ref, host });
  }

  /** Somebody hears of another one. */
  meet(life: Life, ref: Member): void {
    this.hand(ref, life.host);
    if (life.refs.length < 8) life.refs.push(ref);
    else life.refs[this.chance.below(8)] = ref;
  }

  isDead(host: number): boolean {
    return this.deadHosts.has(host);
  }

  killHost(host: number): void {
    this.look();
    if (this.isDead(host)) return;
    this.note(`kill host ${host}`);
    this.killedHosts.add(host);
    this.deadHosts.add(host);
    this.system.killHost(host);
    for (const dead of this.look()) this.killedHosts.add(dead); // an own thread dies with the host that asked for it
  }

  /** Looks which hosts have died since; returns them. */
  look(): readonly number[] {
    const living = livingHosts(this.system);
    const dead = [...this.lives.hosts].filter((host) => host !== 0 && !this.isDead(host) && !living.has(host));
    for (const host of dead) this.deadHosts.add(host);
    return dead;
  }

  heard(event: SystemEvent<SystemEventName>): void {
    this.events.push(event);
    this.note(describe(event));
    if (isEvent(event, "start")) {
      if (this.starts.has(event.id)) this.breach(`two starts of ${event.actor} (${event.id})`);
      this.starts.add(event.id);
    } else if (isEvent(event, "exit")) {
      if (this.exits.has(event.id)) this.breach(`two exits of ${event.actor} (${event.id})`);
      if (!this.starts.has(event.id)) this.breach(`an exit without a start of ${event.actor} (${event.id})`);
      this.exits.set(event.id, event.exit);
    } else if (isEvent(event, "crash")) {
      const isLost = (event.error as Failure).code === "HOST_LOST"; // which counts once for all that it took
      if (event.decision === "restart" && !isLost) this.lives.failed(event.actor);
    } else if (isEvent(event, "deadletter")) {
      this.ledger.buried(event);
    }
  }

  heardExit({ id, path }: Member, { value: exit, error }: Outcome<Exit>): void {
    const told = this.exits.get(id);
    if (error !== undefined) this.breach(`exited of ${path} rejected: ${error.message}`);
    else if (told !== undefined && told.kind !== exit.kind)
      this.breach(`${path} was ${told.kind}, exited says ${exit.kind}`);
  }

  heardNotice(life: Life, { id, path }: Member, exit: WatchedExit): void {
    const told = this.exits.get(id);
    const dead = this.lives.of(id);
    if (exit.kind !== "gone" && told !== undefined && told.kind !== exit.kind) {
      this.look();
      const isLost = exit.kind === "crashed" && this.isDead(homeOf(id)); // who could have said better is no more
      if (!isLost) this.breach(`${path} was ${told.kind}, the notice in ${life.path} says ${exit.kind}`);
    }
    if (dead === undefined || this.lives.wasLost(id) || this.lives.wasLost(life.id)) return;
    const late = this.ledger.underWay(dead, life);
    if (late.length > 0)
      this.breach(`the notice of ${path} came to ${life.path} before ${late.join(", ")} that it had sent`);
  }

  /** What a test that fails says. */
  report(): string {
    const found = this.breaches.slice(0, 12).map((breach) => `\n  - ${breach}`);
    const last = this.log.slice(-SHOWN).map((line) => `\n  ${line}`);
    const where = this.isApart ? "cloned" : "inline";
    return `seed ${this.seed} (${where}; TROUPE_SEED=${this.seed} repeats it):${found.join("")}\nthe last it did:${last.join("")}`;
  }
}

/** Runs under way, by the number that actors get in their args: what is shared cannot cross. */
export const worlds = new Map<number, World>();

export function worldOf(number: number): World {
  const world = worlds.get(number);
  if (world === undefined) throw new Error(`There is no world ${number}`);
  return world;
}

/** A test system says which it has when it is asked for one that it has not. */
function livingHosts(system: TestSystem): ReadonlySet<number> {
  try {
    system.killHost(-1);
  } catch (thrown) {
    const [, list = ""] = /can be killed are (.*)$/.exec((thrown as Error).message) ?? [];
    return new Set(list.split(", ").map(Number));
  }
  return new Set();
}

export function hostOf(ref: ActorIdentity): number {
  if (!isAddressed(ref)) throw new Error(`${ref.path} is no ref`);
  return ref[address].host;
}

export function isEvent<Name extends SystemEventName>(event: Event, name: Name): event is SystemEvent<Name> {
  return event.type === name;
}

function describe(event: SystemEvent<SystemEventName>): string {
  const text = JSON.stringify(event, (key, value: unknown) => {
    if (key === "isTrusted" || key === "number") return undefined;
    return value instanceof Error ? `${(value as Failure).code ?? ""} ${value.message}` : value;
  });
  return `${event.type} ${text}`;
}
