import { asDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import type { EventSink, ShownMessage } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import type { ActorIdentity, Wait } from "../core/ref.ts";
import type { Children, EndMode, Place, Running, Seed } from "../core/running.ts";
import type { SpawnOptions } from "../core/spawn.ts";
import type { SuperviseOptions } from "../core/supervise-options.ts";
import type { Timer } from "../core/clock.ts";
import { backoffMs } from "./backoff.ts";
import { Charge, type Guardian } from "./charge.ts";
import type { ChildRef } from "./child-ref.ts";
import { CrashRecord, decide, restartLimits, type Decision } from "./decision.ts";
import { nextToEnd } from "./end-order.ts";
import { checkSpawnOptions } from "./spawn-options.ts";

/** Whose children a supervisor looks after. */
export interface Owner {
  /** Undefined for the system itself. */
  readonly identity: ActorIdentity | undefined;
  readonly path: string;
  readonly supervise: SuperviseOptions;
  /** Crashes the owner with the error of a child. The system cannot crash: it has none, and each of its children counts alone. */
  readonly escalate: ((error: Error) => void) | undefined;
  /** Keeps the process alive until what it returns is called; actors have none, since the system's children keep it alive for them. */
  readonly hold?: () => () => void;
}

/** What supervisors need of their host. */
export interface SupervisorScope {
  readonly env: Env;
  readonly events: EventSink;
  readonly place: Place;
  nextId(): string;
}

/** Starts, watches, restarts and ends the children of one owner. Where they run it does not know. */
export class Supervisor implements Children, Guardian {
  readonly wait: Wait;
  readonly #owner: Owner;
  readonly #scope: SupervisorScope;
  readonly #charges = new Map<string, Charge>();
  readonly #releases = new Map<Charge, () => void>();
  readonly #numbers = new Map<string, number>();
  readonly #crashes = new CrashRecord();
  readonly #crashesOf = new Map<Charge, CrashRecord>();
  #mode: EndMode | undefined = undefined;
  #ended: Promise<void> | undefined = undefined;
  #group: readonly Charge[] = [];

  constructor(owner: Owner, scope: SupervisorScope) {
    this.#owner = owner;
    this.wait = { isPlain: owner.hold !== undefined };
    this.#scope = scope;
  }

  get count(): number {
    return this.#charges.size;
  }

  readonly spawn = async (definition: unknown, given?: unknown): Promise<ChildRef> => {
    const known = asDefinition(definition);
    const options = checkSpawnOptions(known.name, given as SpawnOptions | undefined);
    const name = options.name ?? this.#freeName(known.name);
    this.#checkSpawn(name);
    const seed: Seed = {
      id: this.#scope.nextId(),
      name,
      path: `${this.#owner.path}/${name}`,
      definition: known,
      args: options.args,
      parent: this.#owner.identity,
      startTimeoutMs: options.startTimeoutMs,
      stopTimeoutMs: options.stopTimeoutMs,
    };
    const charge = new Charge(seed, options, this);
    this.#charges.set(name, charge);
    if (!options.transient) this.#releases.set(charge, this.hold());
    const release = this.hold(); // also for a transient one, while somebody waits for its start
    return charge.start().finally(release);
  };

  end(mode: EndMode): Promise<void> | undefined {
    if (this.#charges.size === 0) return undefined;
    if (this.#mode === undefined || strength[mode] > strength[this.#mode]) {
      this.#mode = mode;
      for (const charge of mode === "kill" ? this.#charges.values() : this.#group) void charge.end(mode);
    }
    this.#ended ??= this.#endAll();
    return this.#ended;
  }

  // What its charges ask of it.

  setTimer(ms: number, run: () => void): Timer {
    return this.#scope.env.clock.setTimer(ms, run);
  }

  place(charge: Charge): Running {
    return this.#scope.place(charge.seed, charge.options.on, charge);
  }

  started({ seed }: Charge): void {
    this.#scope.events.emit("start", { actor: seed.path, id: seed.id });
  }

  pauseMs(charge: Charge): number {
    const { backoff } = this.#owner.supervise;
    return backoffMs(this.#recordOf(charge).count - 1, this.#scope.env.random(), backoff);
  }

  crashed(charge: Charge, error: Error, message: ShownMessage | undefined): Decision {
    const limits = restartLimits(this.#owner.supervise);
    const record = this.#recordOf(charge);
    const { restart } = charge.options;
    if (restart !== "never") record.add(error, this.#scope.env.clock.now(), limits);
    const decided = decide(restart, record.count, limits);
    const decision = decided === "escalate" && this.#owner.escalate === undefined ? "end" : decided;
    this.#scope.events.emit("crash", { actor: charge.seed.path, error, ...(message && { message }), decision });
    return decision;
  }

  restarted(charge: Charge): void {
    charge.restarts += 1;
    this.#scope.events.emit("restart", { actor: charge.seed.path, restarts: charge.restarts });
  }

  ended(charge: Charge, exit: Exit, hadStarted: boolean): void {
    this.#charges.delete(charge.seed.name);
    this.#crashesOf.delete(charge);
    this.#releases.get(charge)?.();
    this.#releases.delete(charge);
    if (hadStarted) this.#scope.events.emit("exit", { actor: charge.seed.path, id: charge.seed.id, exit });
  }

  escalate(error: Error): void {
    this.#owner.escalate?.(error);
  }

  hold(): () => void {
    return this.#owner.hold?.() ?? (() => {});
  }

  /** The system's children count alone, those of an actor together. */
  #recordOf(charge: Charge): CrashRecord {
    if (this.#owner.escalate !== undefined) return this.#crashes;
    let record = this.#crashesOf.get(charge);
    if (record === undefined) this.#crashesOf.set(charge, (record = new CrashRecord()));
    return record;
  }

  #freeName(base: string): string {
    const number = (this.#numbers.get(base) ?? 0) + 1;
    this.#numbers.set(base, number);
    const name = `${base}-${number}`;
    return this.#charges.has(name) ? this.#freeName(base) : name;
  }

  #checkSpawn(name: string): void {
    if (this.#charges.has(name)) {
      const message = `Cannot spawn actor "${name}": "${this.#owner.path}" already has a child of that name`;
      throw new ActorError("NAME_TAKEN", message);
    }
    if (this.#mode === "stop" || this.#mode === "kill") {
      throw new ActorError("STOPPED", `Cannot spawn actor "${name}": "${this.#owner.path}" is ending`);
    }
  }

  async #endAll(): Promise<void> {
    for (;;) {
      const mode = this.#mode ?? "stop";
      this.#group = nextToEnd([...this.#charges.values()], mode);
      if (this.#group.length === 0) break;
      await Promise.all(
        this.#group.map((charge) => charge.end(charge.isTransient && mode === "drain" ? "stop" : mode)),
      );
    }
    this.#ended = undefined;
    this.#mode = undefined;
  }
}

const strength: Record<EndMode, number> = { drain: 0, stop: 1, kill: 2 };
