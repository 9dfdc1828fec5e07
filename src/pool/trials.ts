import type { Task } from "./task.ts";
import type { Worker } from "./worker.ts";

/** So many hosts have died on which a suspect was alone: that is no chance any more. */
const MOST_DEATHS = 2;

/**
 * Finds the task that ends its host before it is started, in being read. All that a dead worker had not started are suspects: each is
 * handed to a host where the pool has nothing else in hand, and nothing else is handed there until it has started. So the one that ends
 * hosts ends them alone, and the others get through.
 */
export class Trials {
  readonly #crew: { readonly all: readonly Worker[] };
  /** Those that are alone on a host, by host. */
  readonly #alone = new Map<number, Task>();
  /** What was taken back from workers, until it has passed there: one that dies before that may have died of it. */
  readonly #recalled = new Map<Worker, Task[]>();

  constructor(crew: { readonly all: readonly Worker[] }) {
    this.#crew = crew;
  }

  get areAny(): boolean {
    return this.#alone.size > 0;
  }

  isAt(host: number): boolean {
    return this.#alone.size > 0 && this.#alone.has(host);
  }

  /** Whether a suspect would be alone there. */
  mayBeAt(host: number): boolean {
    return this.#crew.all.every((worker) => worker.inHand === 0 || worker.host !== host);
  }

  begin(suspect: Task, host: number): void {
    this.#alone.set(host, suspect);
  }

  end(suspect: Task, host: number): void {
    if (this.#alone.get(host) === suspect) this.#alone.delete(host);
  }

  /** Its worker has died and had not started it: whether that is why, as far as anybody can tell. */
  convicts(task: Task): boolean {
    if (task.worker !== undefined && this.#alone.get(task.worker.host) === task) task.deaths += 1;
    task.isSuspect = true;
    return task.deaths >= MOST_DEATHS;
  }

  recalled(worker: Worker, task: Task): void {
    const tasks = this.#recalled.get(worker);
    if (tasks === undefined) this.#recalled.set(worker, [task]);
    else tasks.push(task);
  }

  passed(worker: Worker): void {
    this.#recalled.delete(worker);
  }

  died(worker: Worker): void {
    for (const task of this.#recalled.get(worker) ?? []) task.isSuspect = true;
    this.#recalled.delete(worker);
  }

  /** Ends the trials of those that have been started; false if there are none. */
  look(): boolean {
    const started = [...this.#alone].filter(([, task]) => task.worker?.target.wasStarted(task) === true);
    for (const [host] of started) this.#alone.delete(host);
    return started.length > 0;
  }

  /** Ends all. */
  close(): void {
    this.#alone.clear();
    this.#recalled.clear();
  }
}
