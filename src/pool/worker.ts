import { address } from "../core/address.ts";
import type { WorkerStats } from "../core/pool.ts";
import type { Forwarder } from "../core/ref.ts";
import { forwarderTo, type ChildRef } from "../supervisor/child-ref.ts";
import { AHEAD_MS } from "./pace.ts";
import type { Candidate } from "./routing.ts";
import type { Task } from "./task.ts";
import type { Trials } from "./trials.ts";

/** So much of a payload counts as a millisecond of work, when it is decided how much lies ahead at a worker. */
const BYTES_A_MS = 65_536;

/** One worker of a pool while it is up: what it has in hand, and what it has done. */
export class Worker implements Candidate {
  readonly child: ChildRef;
  readonly target: Forwarder;
  readonly host: number;
  readonly slot: number;
  inHand = 0;
  /** Jobs that were handed to it. */
  handed = 0;
  done = 0;
  /** It takes no more: it is to end, or has died. */
  isLeaving = false;
  /** Nobody need take its place any more. */
  isReplaced = false;
  /** It was killed for not heeding a signal. */
  isDoomed = false;
  /** Whom it replaces: until that one has finished, there would be too many at work, and keys out of order. */
  predecessor: Worker | undefined = undefined;
  /** When it has been without work, or at it, since. */
  idleSince: number;
  lastDoneAt = 0;
  /** How much it had done when its memory was looked at last. */
  weighedAfter = 0;
  weighedAt = 0;
  readonly #concurrency: number;
  readonly #mayBeAhead: boolean;
  readonly #trials: Trials;
  readonly upSince: number;
  #busyMs = 0;
  #knownLoad = 0;
  /** Tasks of which nobody knows how long they take. */
  #unknown = 0;
  #last: Task | undefined = undefined;

  /** `mayBeAhead`: it may be handed more than its `concurrency`, for the way to it takes time. */
  constructor(child: ChildRef, slot: number, concurrency: number, mayBeAhead: boolean, trials: Trials, now: number) {
    this.child = child;
    this.target = forwarderTo(child);
    this.host = child[address].host;
    this.slot = slot;
    this.#concurrency = concurrency;
    this.#mayBeAhead = mayBeAhead;
    this.#trials = trials;
    this.upSince = this.idleSince = now;
  }

  /** How much it has in hand, in ms of work; `Infinity` if that is not known. */
  get load(): number {
    return this.#unknown > 0 ? Infinity : this.#knownLoad;
  }

  /** Whether it is at work on as many as it handles at once: what lies behind those waits for one of them. */
  get isAtWork(): boolean {
    const last = this.tasks[this.#concurrency - 1];
    return last !== undefined && this.target.wasStarted(last);
  }

  get hasRoom(): boolean {
    if (this.isLeaving || this.target.isRecalling || this.#trials.isAt(this.host)) return false;
    if (this.predecessor !== undefined && this.predecessor.inHand > 0) return false;
    return this.inHand < this.#concurrency || (this.#mayBeAhead && this.load < AHEAD_MS);
  }

  /** Whether it has been handed more than it handles at once. */
  get isAhead(): boolean {
    return this.inHand > this.#concurrency;
  }

  /** When something of it was done, or handed to it while it had nothing, for the last time. */
  get movedAt(): number {
    return Math.max(this.idleSince, this.lastDoneAt);
  }

  get tasks(): Task[] {
    const tasks: Task[] = [];
    for (let task = this.#last; task !== undefined; task = task.before) tasks.push(task);
    return tasks.toReversed();
  }

  add(task: Task, now: number): void {
    if (task.isSuspect) this.#trials.begin(task, this.host);
    if (this.inHand === 0) this.idleSince = now;
    task.worker = this;
    task.handedAt = now;
    task.before = this.#last;
    task.after = undefined;
    if (this.#last !== undefined) this.#last.after = task;
    this.#last = task;
    this.inHand += 1;
    this.#addLoad(task);
    this.handed += task.items;
  }

  /** It is on its way there: what is large counts for the time that takes, and behind what cannot be taken back nothing is to lie. */
  sent(task: Task): void {
    this.#removeLoad(task);
    task.load = task.isMoved ? Infinity : task.load + task.bytes / BYTES_A_MS;
    this.#addLoad(task);
  }

  /** It has not done it after all. */
  giveBack(task: Task, now: number): void {
    this.handed -= task.items;
    this.remove(task, now);
  }

  remove(task: Task, now: number): void {
    if (task.isSuspect) this.#trials.end(task, this.host);
    const { before, after } = task;
    if (before !== undefined) before.after = after;
    if (after !== undefined) after.before = before;
    else this.#last = before;
    task.before = task.after = undefined;
    this.inHand -= 1;
    this.#removeLoad(task);
    if (this.inHand === 0) this.#knownLoad = 0; // what rounding has left
    if (this.inHand > 0) return;
    this.#busyMs += now - this.idleSince;
    this.idleSince = now;
  }

  /** How long a task took that is done now. If nobody has said so: it had others before that, and does one after another. */
  serviceMs({ handedAt }: Task, now: number, tookMs: number | undefined): number {
    const since = this.#concurrency === 1 ? Math.max(handedAt, this.lastDoneAt) : handedAt;
    this.lastDoneAt = now;
    return tookMs ?? now - since;
  }

  stats(now: number, nameOfHost: (host: number) => string): WorkerStats {
    const lifeMs = now - this.upSince;
    const busyMs = this.#busyMs + (this.inHand > 0 ? now - this.idleSince : 0);
    return {
      name: this.child.name,
      host: nameOfHost(this.host),
      running: this.tasks.reduce((sum, { items }) => sum + items, 0),
      done: this.done,
      utilisation: lifeMs > 0 ? Math.min(1, busyMs / lifeMs) : 0,
    };
  }

  #addLoad({ load }: Task): void {
    if (load === Infinity) this.#unknown += 1;
    else this.#knownLoad += load;
  }

  #removeLoad({ load }: Task): void {
    if (load === Infinity) this.#unknown -= 1;
    else this.#knownLoad -= load;
  }
}
