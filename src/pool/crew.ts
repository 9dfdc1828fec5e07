import type { Timer } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import { backoffMs, FailureStreak } from "../supervisor/backoff.ts";
import type { ChildRef } from "../supervisor/child-ref.ts";
import { causeOf, triesOf } from "./failed-start.ts";
import type { PoolPlan } from "./pool-options.ts";
import { missing } from "./sizing.ts";
import type { Task } from "./task.ts";
import { Trials } from "./trials.ts";
import { Worker } from "./worker.ts";

/** What the crew of a pool needs of it. */
export interface CrewScope {
  readonly env: Env;
  /** Whether workers are still of use. */
  readonly isOpen: boolean;
  readonly path: string;
  spawnWorker(definition: AnyDefinition, options: object): Promise<unknown>;
  /** One could not be started, and others can. */
  fault(actor: string, error: Error): void;
  /** One is up, or can take more than before. */
  changed(): void;
  /** None is up, and none can be started. */
  broken(cause: Error): void;
}

/** A worker that ran so long has not failed because of what made the one before it fail. */
const QUIET_MS = 5_000;

type Place = Worker | "starting" | "pausing" | undefined;

/** The workers of a pool: started, replaced when they go, as many as there is work for. */
export class Crew {
  /** Those that get messages. */
  readonly up: Worker[] = [];
  /** Those that have been replaced and still have something in hand. */
  readonly leaving: Set<Worker> = new Set();
  readonly trials: Trials = new Trials(this);
  readonly #definition: AnyDefinition;
  readonly #plan: PoolPlan;
  readonly #scope: CrewScope;
  readonly #places: Place[];
  readonly #streak = new FailureStreak(QUIET_MS);
  readonly #pauses = new Set<Timer>();
  /** How many in a row could not be started. */
  #failedStarts = 0;
  /** Why some could not be started. */
  readonly #untold: Error[] = [];
  #starting = 0;
  #pausing = 0;
  #idleCheck: Timer | undefined = undefined;

  constructor(definition: AnyDefinition, plan: PoolPlan, scope: CrewScope) {
    this.#definition = definition;
    this.#plan = plan;
    this.#scope = scope;
    this.#places = Array.from({ length: plan.size.max });
  }

  /** Begins, for the first time or again. */
  open(): void {
    this.close();
    this.#refill();
  }

  /** No more are started. */
  close(): void {
    for (const timer of this.#pauses) timer.cancel();
    this.#pauses.clear();
    this.#idleCheck?.cancel();
    this.#idleCheck = undefined;
    this.up.length = this.#starting = this.#pausing = 0;
    this.leaving.clear();
    this.trials.close();
    this.#places.fill(undefined);
  }

  get all(): readonly Worker[] {
    return [...this.up, ...this.leaving];
  }

  /** What they have in hand. */
  get tasks(): Task[] {
    return this.all.flatMap(({ tasks }) => tasks);
  }

  get isStarting(): boolean {
    return this.#starting > 0;
  }

  /** The one at a place; undefined while there is none that is up. */
  at(slot: number): Worker | undefined {
    const place = this.#places[slot];
    return typeof place === "object" ? place : undefined;
  }

  /** So many jobs wait that nobody can take. */
  grow(waiting: number): void {
    const { max } = this.#plan.size;
    if (this.up.length + this.#starting + this.#pausing >= max) return;
    let count = missing({ max, up: this.up.length, starting: this.#starting, pausing: this.#pausing, waiting });
    for (let slot = 0; count > 0 && slot < max; slot++) {
      if (this.#places[slot] !== undefined) continue;
      this.#start(slot);
      count -= 1;
    }
  }

  /** Jobs wait for the worker of that place. */
  growAt(slot: number): void {
    if (this.#places[slot] === undefined) this.#start(slot);
  }

  /** It has died, though its exit has not been told yet. */
  lost(worker: Worker): void {
    if (!worker.isLeaving) this.#retire(worker);
    this.trials.died(worker);
  }

  /** A fresh one takes its place, and it ends when it has finished what it has. */
  replace(worker: Worker): void {
    if (worker.isLeaving) return;
    this.#retire(worker);
    this.#succeed(worker);
    this.finished(worker);
  }

  /** It does not heed its signal: it is killed, and a fresh one takes its place when it has ended, perhaps with its thread. */
  kill(worker: Worker): void {
    if (worker.isDoomed) return;
    worker.isDoomed = true;
    this.lost(worker);
    if (!worker.isReplaced) this.#setPausing(worker.slot);
    void worker.child.kill();
  }

  /** It has nothing in hand. */
  finished(worker: Worker): void {
    if (worker.inHand > 0) return;
    if (worker.isReplaced && !worker.isDoomed) return this.#stop(worker);
    if (this.up.length > this.#plan.size.min) this.#checkIdleIn(this.#plan.size.idleMs);
  }

  #refill(): void {
    const { min } = this.#plan.size;
    for (let slot = 0; slot < this.#places.length; slot++) {
      if (this.up.length + this.#starting + this.#pausing >= min) return;
      if (this.#places[slot] === undefined) this.#start(slot);
    }
  }

  #start(slot: number, predecessor?: Worker): void {
    if (!this.#scope.isOpen) return;
    this.#places[slot] = "starting";
    this.#starting += 1;
    this.#scope.spawnWorker(this.#definition, this.#plan.worker).then(
      (child) => this.#started(slot, child as ChildRef, predecessor),
      (thrown: unknown) => this.#notStarted(slot, toError(thrown)),
    );
  }

  #started(slot: number, child: ChildRef, predecessor: Worker | undefined): void {
    if (this.#places[slot] !== "starting") return; // the pool has ended meanwhile, and with it this one
    const { isAway } = this.#plan;
    const { concurrency } = this.#definition;
    const worker = new Worker(child, slot, concurrency, isAway, this.trials, this.#scope.env.clock.now());
    if (predecessor !== undefined && predecessor.inHand > 0) worker.predecessor = predecessor;
    this.#starting -= 1;
    this.#places[slot] = worker;
    this.up.push(worker);
    this.#failedStarts = 0;
    this.#tellFailedStarts();
    void child.exited.then((exit) => this.#exited(worker, exit));
    this.finished(worker); // perhaps there is nothing to do for it any more
    this.#scope.changed();
  }

  #notStarted(slot: number, error: Error): void {
    if (this.#places[slot] !== "starting") return;
    this.#places[slot] = undefined;
    this.#starting -= 1;
    if (!this.#scope.isOpen) return;
    this.#failedStarts += 1;
    const isLast = this.up.length === 0 && this.#starting === 0 && this.#failedStarts >= triesOf(causeOf(error));
    if (isLast) return this.#scope.broken(causeOf(error));
    this.#untold.push(error);
    this.#tellFailedStarts();
    this.#startLater(slot, 0);
  }

  /** They are what the pool is broken by, unless one is up. */
  #tellFailedStarts(): void {
    if (this.up.length === 0) return;
    for (const error of this.#untold.splice(0)) this.#scope.fault(this.#scope.path, error);
  }

  #exited(worker: Worker, exit: Exit): void {
    this.lost(worker);
    const isOfThisLife = this.leaving.delete(worker);
    for (const successor of this.all) if (successor.predecessor === worker) successor.predecessor = undefined;
    if (!this.#scope.isOpen) return;
    if (worker.isDoomed && !worker.isReplaced && isOfThisLife) {
      this.#pausing -= 1;
      this.#succeed(worker);
    } else if (exit.kind === "crashed" && !worker.isReplaced) {
      this.#startLater(worker.slot, this.#scope.env.clock.now() - worker.upSince);
    } else if (exit.kind === "done") this.#refill();
    this.#scope.changed();
  }

  /** Starts a fresh one in its place, which gets nothing until it has finished. */
  #succeed(worker: Worker): void {
    worker.isReplaced = true;
    this.#start(worker.slot, worker);
  }

  /** It gets no more messages. */
  #retire(worker: Worker): void {
    worker.isLeaving = true;
    this.leaving.add(worker);
    const index = this.up.indexOf(worker);
    if (index >= 0) this.up.splice(index, 1);
    if (this.#places[worker.slot] === worker) this.#places[worker.slot] = undefined;
  }

  /** The supervisor's pauses between restarts are those between replacements. */
  #startLater(slot: number, ranMs: number): void {
    if (this.#places[slot] !== undefined) return;
    const { env } = this.#scope;
    this.#setPausing(slot);
    const timer = env.clock.setTimer(backoffMs(this.#streak.add(ranMs), env.random()), () => {
      this.#pauses.delete(timer);
      this.#pausing -= 1;
      this.#places[slot] = undefined;
      this.#refill();
      this.#scope.changed(); // jobs that wait have more started
    });
    this.#pauses.add(timer);
  }

  #setPausing(slot: number): void {
    this.#places[slot] = "pausing";
    this.#pausing += 1;
  }

  #stop(worker: Worker): void {
    void worker.child.stop({ drain: true });
  }

  #checkIdleIn(ms: number): void {
    this.#idleCheck ??= this.#scope.env.clock.setTimer(ms, () => {
      this.#idleCheck = undefined;
      this.#stopIdle();
    });
  }

  /** Those that have had nothing to do for `idleMs` end, down to `min`. */
  #stopIdle(): void {
    const { min, idleMs } = this.#plan.size;
    const now = this.#scope.env.clock.now();
    const idle = this.up.filter(({ inHand }) => inHand === 0).toSorted((one, other) => one.idleSince - other.idleSince);
    for (const worker of idle) {
      if (this.up.length <= min) return;
      const leftMs = worker.idleSince + idleMs - now;
      if (leftMs > 0) return this.#checkIdleIn(leftMs);
      this.#retire(worker);
      worker.isReplaced = true; // by nobody
      this.#stop(worker);
    }
  }
}
