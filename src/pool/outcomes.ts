import type { Clock } from "../core/clock.ts";
import { ActorError, codeOf } from "../core/errors.ts";
import type { DeadLetterReason, ShownMessage } from "../core/events.ts";
import type { BatchReply } from "../cell/batch.ts";
import type { Crew } from "./crew.ts";
import type { Pace } from "./pace.ts";
import { diedError } from "./pool-errors.ts";
import type { PoolPlan } from "./pool-options.ts";
import type { Tally } from "./tally.ts";
import type { Task, TaskScope } from "./task.ts";
import { Ticket } from "./ticket.ts";
import { Weighing } from "./weighing.ts";
import type { Worker } from "./worker.ts";

/** What follows from what becomes of a task. */
export interface OutcomesScope {
  readonly path: string;
  readonly clock: Clock;
  readonly plan: PoolPlan;
  readonly crew: Crew;
  readonly tally: Tally;
  readonly pace: Pace;
  /** Any handler of the pool's actors, to ask a worker by. */
  readonly anyType: string;
  /** A worker is done with something. */
  moved(worker: Worker): void;
  /** Nothing of it has happened: it is passed on once more, or if it was for that worker alone, is a dead letter. */
  keep(task: Task, reason?: DeadLetterReason): void;
  fail(task: Task, error: Error, isRefused?: boolean): void;
  over(task: Task): void;
  fault(actor: string, error: Error, message: ShownMessage): void;
}

/** Hears what becomes of tasks, counts it, and decides which of them are over. */
export class Outcomes implements TaskScope {
  readonly #scope: OutcomesScope;

  constructor(scope: OutcomesScope) {
    this.#scope = scope;
  }

  replied(task: Task, value: unknown, tookMs: number | undefined): void {
    const items = task.meta?.isBatch === true ? (value as BatchReply).values.length : 1;
    this.#leaveWorker(task, items, tookMs);
    if (!(task.receipt instanceof Ticket)) this.#countReply(task);
    task.receipt?.resolve(value);
    this.#scope.over(task);
  }

  failed(task: Task, error: Error, isRefused: boolean): void {
    const { worker } = task;
    this.#leaveWorker(task, task.items);
    // Its worker was killed for the sake of another one.
    if (worker?.isDoomed === true && codeOf(error) === "KILLED" && !task.isUnwanted) this.#died(task, error);
    else this.#scope.fail(task, error, isRefused);
  }

  unread(task: Task, error: Error): void {
    this.#leaveWorker(task, 0);
    this.unsent(task, error);
  }

  /** It cannot cross: nothing of it has happened. */
  unsent(task: Task, error: Error): void {
    if (task.receipt instanceof Ticket) task.receipt.isUnsent = true;
    this.#scope.fail(task, error);
  }

  cameBack(task: Task): void {
    const { worker } = task;
    if (worker?.target.isRecalling === true) {
      task.recalls += 1;
      this.#scope.crew.trials.recalled(worker, task);
    }
    this.#leaveWorker(task, 0);
    if (task.isUnwanted) this.#scope.over(task);
    else this.#scope.keep(task);
  }

  wasLost(task: Task, error: Error, wasStarted: boolean): void {
    const { crew } = this.#scope;
    if (task.worker !== undefined) crew.lost(task.worker);
    const isOfIt = wasStarted || crew.trials.convicts(task);
    this.#leaveWorker(task, 0);
    if (task.isUnwanted) this.#scope.over(task);
    else if (isOfIt) this.#died(task, error);
    else this.#scope.keep(task, "HOST_LOST");
  }

  gaveUp(task: Task): void {
    const { worker } = task;
    const { plan, clock, crew } = this.#scope;
    if (worker === undefined || !plan.isAway) return;
    task.limit = clock.setTimer(plan.graceMs, () => {
      const { path } = worker.child;
      const why = `its handler has not returned in ${plan.graceMs} ms, so it is killed`;
      const error = new ActorError("STOP_TIMEOUT", `Cannot call off "${task.type}" in actor "${path}": ${why}`);
      this.#scope.fault(path, error, task.shown);
      crew.kill(worker);
    });
  }

  /** Of a message that was told or asked; jobs are counted when they are settled. */
  #countReply({ isUnwanted }: Task): void {
    const { tally } = this.#scope;
    if (isUnwanted) tally.failed += 1;
    else tally.done += 1;
  }

  /** It was perhaps running when its worker died. */
  #died(task: Task, error: Error): void {
    task.diedOf = error;
    if (task.retries > 0) {
      task.retries -= 1;
      return this.#scope.keep(task);
    }
    this.#scope.fail(task, diedError(task.type, this.#scope.path, error));
  }

  /** So many items of it are done: of a batch that was cut short not all. `tookMs` is known for what was done elsewhere. */
  #leaveWorker(task: Task, items: number, tookMs?: number): void {
    const { worker } = task;
    if (worker === undefined) return;
    const now = this.#scope.clock.now();
    if (items > 0) {
      worker.handed -= task.items - items;
      worker.remove(task, now);
      this.#countWork(task, items, worker, now, tookMs);
    } else worker.giveBack(task, now);
    this.#scope.moved(worker);
    this.#scope.crew.finished(worker);
  }

  #countWork(task: Task, items: number, worker: Worker, now: number, tookMs: number | undefined): void {
    const { pace, tally, plan } = this.#scope;
    const ms = worker.serviceMs(task, now, tookMs);
    pace.note(task.type, ms, items);
    tally.run.add(ms / items, items);
    worker.done += items;
    if (plan.maxMemoryBytes < Infinity && Weighing.isDue(worker, now)) this.#weigh(worker, now);
  }

  #weigh(worker: Worker, now: number): void {
    const { plan, crew, anyType } = this.#scope;
    worker.weighedAfter = worker.done;
    worker.weighedAt = now;
    const weighing = new Weighing((bytes) => {
      if (bytes > plan.maxMemoryBytes) crew.replace(worker);
    });
    worker.target.forward(anyType, undefined, weighing, { asksMemory: true });
  }
}
