import type { Timer } from "troupe";
import { homeOf } from "../../../src/wire/actor-id.ts";
import type { Plan } from "./plan.ts";
import { kinds } from "./plan.ts";
import type { Member, MemberChild, World } from "./world.ts";

/** The ctx of a handler, as far as the books need it. */
interface Aborting {
  readonly signal: AbortSignal;
}

/** A spawn: what was planned, and by whom. */
export interface Spawn {
  readonly number: number;
  readonly plan: Plan;
  readonly parent: Life | undefined;
  isRejected: boolean;
  /** When it was to be restarted, if the system itself counts that. */
  readonly failures: number[];
}

export interface OwnTimer {
  readonly timer: Timer;
  readonly isRepeated: boolean;
  readonly key: string | undefined;
  isOver: boolean;
}

export interface OwnWatch {
  readonly ref: Member;
  type: "notice" | "note";
}

/** One life of an actor: what is between an `init` and the next one, or the end. */
export interface Life {
  readonly number: number;
  readonly id: string;
  readonly path: string;
  readonly host: number;
  readonly plan: Plan;
  readonly spawn: Spawn;
  readonly handlers: Set<Aborting>;
  readonly children: MemberChild[];
  /** When children of it were to be restarted. */
  readonly failures: number[];
  /** Ids of all that were ever started under it. */
  readonly offspring: Set<string>;
  readonly refs: Member[];
  readonly timers: OwnTimer[];
  readonly watches: Map<string, OwnWatch>;
  init: Aborting | undefined;
  isUp: boolean;
  /** It returned `finish()`, alone and at once. */
  isFinished: boolean;
}

/** The books of all lives: whoever begins anything says so here, and hears whether that can be. */
export class Lives {
  readonly #world: World;
  readonly #spawns: Spawn[] = [];
  readonly #current = new Map<string, Life>();
  readonly #byPath = new Map<string, Life>();
  readonly #hosts = new Map<string, Set<number>>();
  readonly #hooks = new Set<string>();
  #last = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get all(): Iterable<Life> {
    return this.#current.values();
  }

  get hosts(): ReadonlySet<number> {
    return new Set([...this.#hosts.values()].flatMap((hosts) => [...hosts]));
  }

  of(id: string): Life | undefined {
    return this.#current.get(id);
  }

  concurrencyOf({ plan }: Life): number {
    return kinds[plan.kind]?.concurrency ?? 1;
  }

  spawns(plan: Plan, parent: Life | undefined): Spawn {
    const spawn: Spawn = { number: this.#spawns.length, plan, parent, isRejected: false, failures: [] };
    this.#spawns.push(spawn);
    return spawn;
  }

  /** An `init` begins. */
  begins(number: number, self: { id: string; path: string }, host: number, init: Aborting): Life {
    const spawn = this.#spawns[number] as Spawn;
    const { id, path } = self;
    const former = this.#current.get(id);
    const life: Life = {
      number: ++this.#last,
      id,
      path,
      host,
      plan: spawn.plan,
      spawn,
      handlers: new Set(),
      children: [],
      failures: [],
      offspring: new Set(),
      refs: [],
      timers: [],
      watches: new Map(),
      init,
      isUp: false,
      isFinished: false,
    };
    this.#world.note(`init ${path}`);
    this.#checkPlace(life, "init");
    if (former !== undefined) this.#checkFormer(former);
    this.#current.set(id, life);
    this.#byPath.set(path, life);
    spawn.parent?.offspring.add(id);
    this.#hosts.set(id, (this.#hosts.get(id) ?? new Set()).add(host));
    return life;
  }

  /** It is to be restarted, which no supervisor bears too often. */
  failed(path: string): void {
    const spawn = this.#byPath.get(path)?.spawn;
    if (spawn === undefined) return;
    const { maxRestarts = 3, withinMs = 5_000 } = kinds[spawn.parent?.plan.kind ?? -1]?.supervise ?? {};
    const { failures } = spawn.parent ?? spawn;
    const { now } = this.#world;
    failures.push(now);
    const count = failures.filter((time) => time > now - withinMs).length;
    if (count > maxRestarts) this.#world.breach(`${path} is restarted, though that is ${count} of ${maxRestarts}`);
  }

  /** A handler begins. */
  handles(life: Life, what: string, ctx: Aborting): void {
    const where = `${what} in ${life.path}`;
    this.#world.note(`handle ${where}`);
    this.#checkPlace(life, what);
    if (this.#current.get(life.id) !== life) this.#world.breach(`${where}: that life is over`);
    if (!life.isUp) this.#world.breach(`${where}: its init has not returned`);
    const busy = [...life.handlers].filter(({ signal }) => !signal.aborted).length;
    if (busy >= this.concurrencyOf(life)) this.#world.breach(`${where}: ${busy} are in hand`);
    life.handlers.add(ctx);
  }

  /** The hook `ended` begins. */
  hooked(life: Life, kind: string): void {
    const { id, path, host } = life;
    this.#world.note(`ended ${path} ${kind}`);
    if (this.#world.isDead(host)) return; // nobody sees what a dead thread does
    this.#checkPlace(life, "ended");
    if (this.#current.get(id) !== life) this.#world.breach(`ended of ${path}: that life is over`);
    if (kind === "killed") this.#world.breach(`ended of ${path} though it was killed`);
    if (this.#isBusy(life)) this.#world.breach(`ended of ${path}: it has something in hand`);
    for (const child of this.#childrenOf(life)) {
      if (this.#isBusy(child)) this.#world.breach(`ended of ${path}: its child ${child.path} has something in hand`);
    }
    this.#hooks.add(id);
  }

  wasHooked(id: string): boolean {
    return this.#hooks.has(id);
  }

  /** A host died on which it, or somebody above it, has been: who ends what there has no order. */
  wasLost(id: string): boolean {
    const { killedHosts } = this.#world;
    if (killedHosts.has(homeOf(id))) return true;
    for (const host of this.#hosts.get(id) ?? []) if (killedHosts.has(host)) return true;
    const parent = this.#current.get(id)?.spawn.parent;
    return parent !== undefined && this.wasLost(parent.id);
  }

  isEnded(id: string): boolean {
    return this.#world.exits.has(id) || this.#current.get(id)?.spawn.isRejected === true;
  }

  /** Nothing begins in one whose end was told, on a dead host, or under a parent that has gone on without it. */
  #checkPlace(life: Life, what: string): void {
    const { id, path, host } = life;
    const where = `${what} in ${path} (${id})`;
    if (this.#world.isDead(host)) return this.#world.breach(`${where}: host ${host} is dead`);
    if (this.#world.exits.has(id)) this.#world.breach(`${where}: its exit was told`);
    if (life.spawn.isRejected) this.#world.breach(`${where}: its spawn was rejected`);
    if (this.#hooks.has(id)) this.#world.breach(`${where}: its hook has run`);
    const { parent } = life.spawn;
    if (parent === undefined || this.wasLost(id)) return;
    if (this.#current.get(parent.id) !== parent) this.#world.breach(`${where}: its parent lives anew`);
    if (this.isEnded(parent.id)) this.#world.breach(`${where}: its parent has ended`);
    if (this.#hooks.has(parent.id)) this.#world.breach(`${where}: the hook of its parent has run`);
  }

  #checkFormer(former: Life): void {
    const { path, plan, host } = former;
    if (plan.restart === "never") this.#world.breach(`restart of ${path}, which is never restarted`);
    if (former.isFinished && plan.restart !== "always") this.#world.breach(`restart of ${path}, which had finished`);
    if (!former.isUp && !this.#world.starts.has(former.id) && homeOf(former.id) === 0) {
      this.#world.breach(`restart of ${path}, which never started`);
    }
    if (this.#world.isDead(host)) return;
    if (this.#isBusy(former)) this.#world.breach(`restart of ${path}: its former life has something in hand`);
    for (const child of this.#childrenOf(former)) {
      if (this.#isBusy(child)) this.#world.breach(`restart of ${path}: its child ${child.path} has something in hand`);
    }
  }

  /** Handlers that were let go do not count: their signals say so. */
  #isBusy({ init, handlers, host }: Life): boolean {
    if (this.#world.isDead(host)) return false;
    return [...(init === undefined ? [] : [init]), ...handlers].some(({ signal }) => !signal.aborted);
  }

  #childrenOf(life: Life): Life[] {
    return [...life.offspring].map((id) => this.#current.get(id) as Life).filter(({ id }) => !this.wasLost(id));
  }
}
