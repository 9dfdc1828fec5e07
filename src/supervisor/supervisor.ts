import { asDefinition } from "../core/definition.ts";
import type { Timer } from "../core/clock.ts";
import { ActorError } from "../core/errors.ts";
import { mailboxRules, ordinaryMailbox } from "../core/mailbox-options.ts";
import type { Exit } from "../core/exit.ts";
import type { Wait } from "../core/ref.ts";
import type { Children, EndMode, Glance, Role, Running, Seed } from "../core/running.ts";
import type { ActorNode, ActorState } from "../core/tree.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import { FailureStreak } from "./backoff.ts";
import { Charge, type Failure, type Guardian } from "./charge.ts";
import type { ChildRef } from "./child-ref.ts";
import { Ending } from "./ending.ts";
import { LastExits } from "./exits.ts";
import { Failures } from "./failures.ts";
import { isFinishedWith, verdictOf } from "./finish-when.ts";
import { Life } from "./life/life.ts";
import { endModes } from "./life/table.ts";
import { lookAt } from "./look.ts";
import { restartLimits } from "./restart-rule.ts";
import type { Owner, SupervisorScope } from "./scope.ts";
import { checkSpawnOptions } from "./spawn-options.ts";

/** Starts, watches, restarts and ends the children of one owner. Where they run it does not know. */
export class Supervisor implements Children, Guardian {
  readonly wait: Wait;
  readonly #owner: Owner;
  readonly #scope: SupervisorScope;
  readonly #life: Life;
  readonly #charges = new Map<string, Charge>();
  readonly #releases = new Map<Charge, () => void>();
  readonly #numbers = new Map<string, number>();
  readonly #failures: Failures;
  readonly #lastExits: LastExits;
  #ending: Ending | undefined = undefined;
  #verdict: { readonly child: Charge; readonly exit: Exit } | undefined = undefined;

  constructor(owner: Owner, scope: SupervisorScope) {
    this.#owner = owner;
    this.#scope = scope;
    this.wait = { isPlain: owner.hold !== undefined };
    this.#life = new Life(scope.chart, owner.isStarting ? "starting" : "running");
    this.#lastExits = new LastExits(scope.exits);
    this.#failures = new Failures(owner, scope, this.#life, this.#charges);
  }

  get count(): number {
    return this.#charges.size;
  }

  readonly spawn = async (definition: unknown, given?: unknown, role: Role = "actor"): Promise<ChildRef> => {
    const known = asDefinition(definition);
    const options = checkSpawnOptions(`spawn actor "${known.name}"`, given);
    const name = options.name ?? this.#freeName(role === "pool" ? `${known.name}-pool` : known.name);
    this.#checkSpawn(name);
    const seed: Seed = {
      id: this.#scope.nextId(),
      name,
      path: `${this.#owner.path}/${name}`,
      role,
      definition: known,
      args: options.args,
      mailbox:
        role === "worker"
          ? ordinaryMailbox
          : mailboxRules(`spawn actor "${name}"`, known.mailbox, options.mailbox ?? {}),
      parent: this.#owner.identity,
      startTimeoutMs: options.startTimeoutMs,
      stopTimeoutMs: options.stopTimeoutMs,
      isPermanent: options.restart === "always",
      hasStarted: false,
    };
    const { withinMs } = restartLimits(this.#owner.supervise);
    const charge = new Charge(seed, options, new FailureStreak(withinMs), this);
    this.#charges.set(name, charge);
    if (!options.transient && role !== "pool") this.#releases.set(charge, this.hold());
    const release = this.hold(); // also for a transient one, while somebody waits for its start
    return charge.start().finally(release);
  };

  end(mode: EndMode, isOverdue = false): Promise<void> | undefined {
    if (mode === "kill" || !this.#scope.chart.isLoading) return this.#end(mode, isOverdue);
    return new Promise((resolve) => {
      // Behind the failures that wait for the chart, so that things are decided in the order they happened.
      this.#scope.chart.whenLoaded(() => void Promise.resolve(this.#end(mode, isOverdue)).then(resolve));
    });
  }

  ownerStarts(): void {
    this.#verdict = undefined;
    this.#failures.forgetAll();
    this.#life.step("START");
  }

  ownerStarted(): void {
    this.#life.step("STARTED");
  }

  takeVerdict(): Exit | undefined {
    const verdict = this.#verdict;
    if (verdict === undefined || !this.#isFinishedWith(verdict.child)) return undefined;
    this.#verdict = undefined;
    const exit = verdictOf(verdict.exit);
    const { error } = exit.kind === "crashed" ? exit : {};
    if (error !== undefined) this.#failures.reportEscalation(verdict.child, error);
    return exit;
  }

  get state(): ActorState | undefined {
    const { state } = this.#life;
    if (state === "killing") return "stopping";
    return state === "restarting" || state === "escalated" || state === "finishing" || state === "stopping"
      ? state
      : undefined;
  }

  async look({ along, patienceMs }: Glance): Promise<readonly ActorNode[]> {
    const glance = { along: along?.slice(1), patienceMs };
    const wanted = [...this.#charges.values()].filter(({ name }) => along === undefined || name === along[0]);
    const nodes = await Promise.all(wanted.map((charge) => lookAt(charge, glance, this.#scope)));
    return nodes.filter((node) => node !== undefined);
  }

  forget(): void {
    this.#lastExits.forgetAll();
  }

  // What its charges ask of it.

  now(): number {
    return this.#scope.env.clock.now();
  }

  get aborts(): AbortListeners {
    return this.#scope.aborts;
  }

  setTimer(ms: number, run: () => void): Timer {
    return this.#scope.patientClock.setTimer(ms, run);
  }

  place(charge: Charge): Running {
    return this.#scope.place(charge.seed, charge.options.on, charge);
  }

  started(charge: Charge): void {
    const { id, path } = charge.seed;
    this.#scope.events.emit("start", { actor: path, id });
    this.#failures.started(charge);
  }

  restarted({ seed, restarts }: Charge): void {
    this.#scope.events.emit("restart", { actor: seed.path, restarts });
  }

  failed(charge: Charge, failure: Failure): void {
    this.#scope.chart.whenLoaded(() => this.#failures.add(charge, failure));
  }

  ended(charge: Charge, exit: Exit, hadStarted: boolean): void {
    const { id, name, path } = charge.seed;
    this.#charges.delete(name);
    this.#failures.forget(charge);
    this.#releases.get(charge)?.();
    this.#releases.delete(charge);
    if (hadStarted) this.#scope.events.emit("exit", { actor: path, id, exit });
    this.#lastExits.add(id, exit);
    this.#judge(charge, exit, hadStarted);
  }

  hold(): () => void {
    return this.#owner.hold?.() ?? (() => {});
  }

  #end(mode: EndMode, isOverdue: boolean): Promise<void> | undefined {
    if (this.#charges.size === 0) {
      this.#life.step("EMPTY");
      return undefined;
    }
    this.#life.step(mode === "drain" ? "FINISH" : mode === "stop" ? "STOP" : "KILL");
    const strongest = endModes[this.#life.state] ?? mode;
    if (strongest !== "drain") this.#failures.abandon();
    if (this.#ending !== undefined) {
      this.#ending.overtake(strongest, isOverdue);
      return this.#ending.over;
    }
    this.#ending = new Ending(this.#charges, strongest, isOverdue, () => {
      this.#ending = undefined;
      this.#life.step("EMPTY");
    });
    return this.#ending.over;
  }

  #judge(child: Charge, exit: Exit, hadStarted: boolean): void {
    const { state } = this.#life;
    if (endModes[state] !== undefined || state === "escalated") return; // it is made to end, or crashes: it does not finish
    if (hadStarted && isFinishedWith(this.#owner.supervise.finishWhen, child, [])) this.#verdict = { child, exit };
    if (this.#verdict !== undefined && this.#isFinishedWith(this.#verdict.child)) this.#owner.finish?.();
  }

  /** A child that was spawned since may have given it something to do again. */
  #isFinishedWith(child: Charge): boolean {
    return isFinishedWith(this.#owner.supervise.finishWhen, child, this.#charges.values());
  }

  #freeName(base: string): string {
    let number = this.#numbers.get(base) ?? 0;
    do number += 1;
    while (this.#charges.has(`${base}-${number}`));
    this.#numbers.set(base, number);
    return `${base}-${number}`;
  }

  #checkSpawn(name: string): void {
    if (this.#charges.has(name)) {
      const message = `Cannot spawn actor "${name}": "${this.#owner.path}" already has a child of that name`;
      throw new ActorError("NAME_TAKEN", message);
    }
    if (this.#life.state === "stopping" || this.#life.state === "killing") {
      throw new ActorError("STOPPED", `Cannot spawn actor "${name}": "${this.#owner.path}" is ending`);
    }
  }
}
