import type { Timer } from "../core/clock.ts";
import { ActorError, codeOf } from "../core/errors.ts";
import type { Strategy } from "../core/supervise-options.ts";
import { backoffMs } from "./backoff.ts";
import type { Charge, Failure } from "./charge.ts";
import type { Life } from "./life/life.ts";
import { endModes } from "./life/table.ts";
import { Recovery, type RecoveryScope } from "./recovery.ts";
import { RestartRecord } from "./restart-record.ts";
import { decide, restartLimits, type Decision } from "./restart-rule.ts";
import { takenDown } from "./strategy.ts";
import type { Owner, SupervisorScope } from "./scope.ts";

/** What a supervisor does about children that go down: decides, counts, and has them restarted. */
export class Failures implements RecoveryScope {
  readonly #owner: Owner;
  readonly #scope: SupervisorScope;
  readonly #life: Life;
  readonly #charges: ReadonlyMap<string, Charge>;
  /** Those of an actor's children together; the system's children count alone. */
  readonly #records = new Map<Charge | undefined, RestartRecord>();
  /** Siblings that depend on each other recover together: none can be halted while another recovery restarts it. */
  readonly #recoveries = new Map<Charge | undefined, Recovery>();

  #lastDeath: { readonly error: Error; readonly pauseMs: number } | undefined = undefined;

  constructor(owner: Owner, scope: SupervisorScope, life: Life, charges: ReadonlyMap<string, Charge>) {
    this.#owner = owner;
    this.#scope = scope;
    this.#life = life;
    this.#charges = charges;
  }

  add(charge: Charge, failure: Failure): void {
    if (charge.isGone) return; // killed while this waited for the chart
    const { exit, ranMs } = failure;
    const decision = this.#decide(charge, failure);
    const pauseMs = decision === "restart" ? this.#pauseMs(charge.streak.add(ranMs), failure) : undefined;
    this.#report(charge, failure, decision, pauseMs);
    if (pauseMs !== undefined) return this.#recover(charge, pauseMs);
    if (decision === "end") return charge.giveUp(exit);
    this.#escalate(charge, exit.kind === "crashed" ? exit.error : finishedTooOften(charge));
  }

  /** It has started for the first time. */
  started(charge: Charge): void {
    if (!charge.isOutdated || endModes[this.#life.state] !== undefined) return;
    charge.isOutdated = false;
    this.#life.step("FAILURE");
    this.#restart([charge], 0, this.#whoRecovers(charge));
  }

  reportEscalation({ seed: { path } }: Charge, error: Error): void {
    this.#scope.events.emit("escalation", { actor: this.#owner.path, child: path, error });
  }

  /** It has ended for good. */
  forget(charge: Charge): void {
    this.#records.delete(charge);
    this.#recoveries.get(this.#whoRecovers(charge))?.forget(charge);
  }

  /** Its owner starts: what happened before counts no more. */
  forgetAll(): void {
    this.#records.clear();
  }

  /** Nothing is restarted any more. */
  abandon(): void {
    for (const recovery of this.#recoveries.values()) recovery.abandon();
    this.#recoveries.clear();
  }

  now(): number {
    return this.#scope.env.clock.now();
  }

  setTimer(ms: number, run: () => void): Timer {
    return this.#scope.env.clock.setTimer(ms, run);
  }

  inOrder(charges: ReadonlySet<Charge>): readonly Charge[] {
    if (charges.size <= 1) return [...charges]; // however many siblings there are
    return [...this.#charges.values()].filter((charge) => charges.has(charge));
  }

  get #strategy(): Strategy {
    return this.#owner.supervise.strategy ?? "one-for-one";
  }

  #decide(charge: Charge, failure: Failure): Decision {
    const { exit, directive } = failure;
    const { state } = this.#life;
    if (state === "stopping" || state === "killing" || state === "escalated") return "end";
    const { restart } = charge.options;
    const free = decide(restart, exit.kind, directive, false);
    if (free === "end") return "end";
    const isSpent = free === "restart" && this.#recordOf(charge).add(lostHostOf(failure) ?? {}, this.now());
    const decision = decide(restart, exit.kind, directive, isSpent);
    return decision === "escalate" && !this.#owner.canCrash() ? "end" : decision;
  }

  /** Children that died with one host come back together, in the order they were spawned. */
  #pauseMs(failures: number, failure: Failure): number {
    const death = lostHostOf(failure);
    if (death !== undefined && death === this.#lastDeath?.error) return this.#lastDeath.pauseMs;
    const pauseMs = backoffMs(failures, this.#scope.env.random(), this.#owner.supervise.backoff);
    this.#lastDeath = death && { error: death, pauseMs };
    return pauseMs;
  }

  #report(
    { seed: { path } }: Charge,
    { exit, message }: Failure,
    decision: Decision,
    pauseMs: number | undefined,
  ): void {
    if (exit.kind !== "crashed") return;
    this.#scope.events.emit("crash", {
      actor: path,
      error: exit.error,
      ...(message && { message }),
      decision,
      ...(pauseMs !== undefined && { pauseMs }),
    });
  }

  #recover(charge: Charge, pauseMs: number): void {
    this.#life.step("FAILURE");
    const down = takenDown(this.#strategy, charge, () => [...this.#charges.values()]);
    // Those that are starting are not waited for: they may wait for what failed. Their turn comes when they have started.
    for (const each of down) each.isOutdated = !each.hasStarted;
    this.#restart(
      down.filter(({ hasStarted }) => hasStarted),
      pauseMs,
      this.#whoRecovers(charge),
    );
  }

  #restart(down: readonly Charge[], pauseMs: number, whose: Charge | undefined): void {
    const known = this.#recoveries.get(whose);
    if (known !== undefined) return known.add(down, pauseMs);
    const recovery = new Recovery(this, () => this.#recovered(whose));
    this.#recoveries.set(whose, recovery);
    recovery.add(down, pauseMs);
    void recovery.run();
  }

  #recovered(whose: Charge | undefined): void {
    this.#recoveries.delete(whose);
    if (this.#recoveries.size === 0) this.#life.step("RECOVERED");
  }

  #whoRecovers(charge: Charge): Charge | undefined {
    return this.#strategy === "one-for-one" ? charge : undefined;
  }

  #escalate(charge: Charge, error: Error): void {
    this.#life.step("ESCALATE");
    this.abandon();
    this.reportEscalation(charge, error);
    charge.giveUp({ kind: "crashed", error });
    this.#owner.escalate(error);
  }

  #recordOf(charge: Charge): RestartRecord {
    const whose = this.#owner.identity === undefined ? charge : undefined;
    let record = this.#records.get(whose);
    if (record === undefined) {
      record = new RestartRecord(restartLimits(this.#owner.supervise));
      this.#records.set(whose, record);
    }
    return record;
  }
}

/** The error of a host that died, which all who lived there crash with. */
function lostHostOf({ exit, message }: Failure): Error | undefined {
  if (exit.kind !== "crashed" || message !== undefined || codeOf(exit.error) !== "HOST_LOST") return undefined;
  return exit.error;
}

function finishedTooOften({ seed: { path } }: Charge): ActorError {
  return new ActorError(
    "FINISHED",
    `Cannot start actor "${path}" again: it has finished too often in too short a time`,
  );
}
