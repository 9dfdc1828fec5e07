import type { Clock } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { toError } from "../core/errors.ts";
import type { DeadLetterReason, ShownMessage } from "../core/events.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { Enclose } from "../cell/entrance.ts";
import type { InHand } from "../cell/idle-waits.ts";
import type { Relay, RelayScope } from "../cell/relay.ts";
import { Again } from "./again.ts";
import { Broadcast } from "./broadcast.ts";
import { BusyHold, type Hold } from "./busy-hold.ts";
import { Crew, type CrewScope } from "./crew.ts";
import { Lookout } from "./lookout.ts";
import { Lots } from "./lots.ts";
import { Outcomes, type OutcomesScope } from "./outcomes.ts";
import { loadOf, Pace } from "./pace.ts";
import type { PoolPlan } from "./pool-options.ts";
import { broadcastError, brokenError, transferredError } from "./pool-errors.ts";
import { Router } from "./router.ts";
import { Tally } from "./tally.ts";
import { Task } from "./task.ts";
import { Ticket } from "./ticket.ts";
import type { Worker } from "./worker.ts";

/**
 * What makes a pool of an actor: takes its messages one by one as workers have room for them, passes each on, and brings the outcome back
 * to whoever sent it. What a worker has not started when it goes is passed on once more.
 */
export class Dispatcher implements Relay, CrewScope, OutcomesScope {
  readonly plan: PoolPlan;
  readonly env: Env;
  readonly clock: Clock;
  readonly crew: Crew;
  readonly tally: Tally = new Tally();
  readonly pace: Pace = new Pace();
  readonly anyType: string;
  /** What has not started is cancelled, for that is how the pool is being closed. */
  isCancelling = false;
  /** Why none of its workers could be started; undefined while all is well. */
  brokenBy: Error | undefined = undefined;
  readonly #router: Router;
  /** None where nobody is handed anything ahead, or nobody else could do it. */
  readonly #lookout: Lookout | undefined;
  readonly #lots: Lots;
  readonly #outcomes: Outcomes = new Outcomes(this);
  readonly #again = new Again();
  readonly #hold: BusyHold;
  readonly #ended: () => void;
  #scope!: RelayScope;
  #lastNumber = 0;
  /** Messages that were taken and are not done with. */
  #taken = 0;
  #isAgainDue = false;

  /** `hold` is for plain code's pools, and lasts while there is something to do; `ended` hears of the end for good. */
  constructor(definition: AnyDefinition, plan: PoolPlan, env: Env, clock: Clock, hold: Hold, ended: () => void) {
    this.plan = plan;
    this.env = env;
    this.clock = clock;
    this.#hold = new BusyHold(hold);
    this.#ended = ended;
    this.anyType = definition.receive.keys().next().value ?? "";
    this.crew = new Crew(definition, plan, this);
    const isWatched = plan.isAway && plan.routing !== "broadcast";
    this.#lookout = isWatched ? new Lookout(clock, this.crew, () => this.changed()) : undefined;
    this.#lots = new Lots(env, () => this.#scope.wake());
    this.#router = new Router(plan, this.crew, this.#again, () => this.#scope.isClosed);
  }

  get scope(): RelayScope {
    return this.#scope;
  }

  get path(): string {
    return this.#scope.path;
  }

  /** How many jobs wait. */
  get queued(): number {
    return this.#scope.waiting + this.tally.queuedBeyond + this.#again.wanted;
  }

  // As the relay of its actor.

  get enclose(): Enclose | undefined {
    return this.#router.enclose;
  }

  attach(scope: RelayScope): void {
    this.#scope = scope;
  }

  offer(): boolean {
    if (!this.#hold.isHeld) this.#hold.update(this.#scope.isBusy);
    this.#passOnAgain();
    if (this.#router.isFree) return !this.plan.isAway || this.#lots.isOpenFor(this.crew.up);
    this.#router.grow(this.#scope.waiting, this.#again.all);
    return false;
  }

  take(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.#taken += 1;
    if (this.plan.routing === "broadcast") return this.#broadcast(type, payload, receipt);
    const task = this.#createTask(type, payload, receipt, meta);
    if (receipt?.wantsReply === true) receipt.onGivenUp(() => task.giveUp());
    const worker = this.#router.workerFor(task);
    if (worker === undefined || !this.#hand(task, worker)) this.keep(task);
  }

  get inHand(): readonly InHand[] {
    return [...this.crew.tasks, ...this.#again.all];
  }

  get isIdle(): boolean {
    return this.#taken === 0;
  }

  abort(): void {
    for (const task of this.#again.takeAll()) this.#bury(task);
    for (const task of this.crew.tasks) task.callOff();
  }

  letGo(why: Error): void {
    const now = this.clock.now();
    for (const task of [...this.crew.tasks, ...this.#again.takeAll()]) {
      task.worker?.remove(task, now);
      this.fail(task, why);
    }
  }

  close(): void {
    this.crew.close();
    this.#lookout?.close();
    this.#hold.update(false);
    this.#ended();
  }

  // What its crew needs.

  get isOpen(): boolean {
    return this.brokenBy === undefined && !(this.#scope.isClosed && this.isIdle);
  }

  spawnWorker(definition: AnyDefinition, options: object): Promise<unknown> {
    return this.#scope.spawnWorker(definition, options);
  }

  changed(): void {
    this.#passOnAgain();
    this.#scope.wake();
  }

  broken(cause: Error): void {
    this.brokenBy = cause;
    const error = brokenError(`Cannot go on with pool "${this.path}"`, cause);
    for (const task of this.#again.takeAll()) this.fail(task, error);
    this.#scope.crash(error);
  }

  // What follows from what becomes of its tasks.

  moved(worker: Worker): void {
    this.#lookout?.watch(worker);
  }

  keep(task: Task, reason?: DeadLetterReason): void {
    task.detach();
    if (task.receipt instanceof Broadcast) return this.#loseCopy(task, reason);
    if (this.#scope.isClosed && !this.isCancelling) return this.#bury(task);
    task.receipt?.stash();
    task.load = loadOf(this.pace.of(task.type), task.items);
    this.#again.add(task);
    this.#passOnSoon();
  }

  fail(task: Task, error: Error, isRefused: boolean = false): void {
    const { receipt } = task;
    if (!(receipt instanceof Ticket)) this.tally.failed += 1; // jobs are counted when they are settled
    if (receipt?.wantsReply !== true) this.fault(task.worker?.child.path ?? this.path, error, task.shown);
    else if (isRefused) receipt.refuse(error);
    else receipt.reject(error);
    this.over(task);
  }

  over(task: Task): void {
    task.end();
    if (task.receipt instanceof Broadcast) task.receipt.over();
    else this.#done();
  }

  fault(actor: string, error: Error, message?: ShownMessage): void {
    this.#scope.fault(actor, error, message);
  }

  #createTask(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): Task {
    const ticket = receipt instanceof Ticket ? receipt : undefined;
    const retries = receipt instanceof Broadcast ? 0 : (ticket?.retries ?? this.plan.retries);
    const task = new Task(this.#outcomes, ++this.#lastNumber, type, payload, receipt, meta, retries, this.#router.slot);
    task.load = loadOf(this.pace.of(type), task.items);
    return task;
  }

  #broadcast(type: string, payload: unknown, receipt: Receipt | undefined): void {
    if (receipt?.wantsReply === true) {
      receipt.reject(broadcastError("ask", type, this.path));
      return this.#done();
    }
    const workers = [...this.crew.up];
    const all = new Broadcast(workers.length, () => this.#done());
    for (const worker of workers) {
      const copy = this.#createTask(type, payload, all, undefined);
      if (!this.#hand(copy, worker)) this.#loseCopy(copy);
    }
  }

  /** Whom it was for is no more. */
  #loseCopy(copy: Task, reason?: DeadLetterReason): void {
    this.#scope.lose(copy.type, copy.payload, reason);
    this.over(copy);
  }

  /** False if that one cannot take it; true also if it has failed at that. */
  #hand(task: Task, worker: Worker): boolean {
    const { type, payload, meta } = task;
    worker.add(task, this.clock.now());
    let isSent = false;
    try {
      isSent = worker.target.forward(type, payload, task, meta);
    } catch (thrown) {
      worker.remove(task, this.clock.now());
      this.#notSent(task, toError(thrown));
      return true;
    }
    if (!isSent) {
      worker.remove(task, this.clock.now());
      task.detach();
      this.crew.lost(worker);
      return false;
    }
    task.isSentBefore = true;
    worker.sent(task);
    this.#lookout?.watch(worker);
    if (worker.handed >= this.plan.maxJobsPerWorker) this.crew.replace(worker);
    return true;
  }

  /** What was sent once, and cannot be again, had been transferred. */
  #notSent(task: Task, error: Error): void {
    if (task.isSentBefore) this.fail(task, transferredError(task.type, this.path, task.diedOf ?? error));
    else this.#outcomes.unsent(task, error);
  }

  #passOnSoon(): void {
    if (this.#isAgainDue) return;
    this.#isAgainDue = true;
    this.env.soon(() => {
      this.#isAgainDue = false;
      this.changed();
    });
  }

  #passOnAgain(): void {
    if (this.#again.isEmpty) return;
    this.#again.offer((task) => this.#isPassedOn(task));
    if (!this.#again.isEmpty) this.#router.grow(this.#scope.waiting, this.#again.all);
  }

  #isPassedOn(task: Task): boolean {
    const worker = this.#router.workerFor(task);
    if (worker === undefined) return false;
    if (task.receipt?.startAgain() === false) {
      this.over(task);
    } else if (!this.#hand(task, worker)) {
      task.receipt?.stash();
      this.#passOnSoon(); // that worker has ended, another one may be free
      return false;
    }
    return true;
  }

  #bury(task: Task): void {
    const { type, payload, receipt } = task;
    if (receipt?.startAgain() === false) return this.over(task);
    task.end();
    this.#taken -= 1;
    this.#scope.bury(type, payload, receipt);
    if (this.isIdle) this.#hold.update(this.#scope.isBusy);
  }

  #done(): void {
    this.#taken -= 1;
    this.#scope.done();
    if (!this.#again.isEmpty) this.#passOnSoon(); // they are in no mailbox that would have them offered
    if (this.isIdle) this.#hold.update(this.#scope.isBusy);
  }
}
