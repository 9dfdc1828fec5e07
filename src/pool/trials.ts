import type { Task } from "./task.ts";
import type { Worker } from "./worker.ts";

/** So many workers have died that had a task in hand and had not started it: that is no chance any more. */
const MOST_DEATHS = 3;

/**
 * Finds the task that ends its host before it is started, in being read. All that a dead worker had not started are suspects: each is
 * handed to a host where the pool has nothing else in hand, and nothing else is handed there until it has started. So the one that ends
 * hosts ends them alone, and the others get through.
 */
export class Trials {
  readonly #crew: { readonly all: readonly Worker[] };
  /** By host. */
  readonly #suspects = new Map<number, Task>();

  constructor(crew: { readonly all: readonly Worker[] }) {
    this.#crew = crew;
  }

  get areAny(): boolean {
    return this.#suspects.size > 0;
  }

  /** A worker has died that had not started it: whether that is why, as far as anybody can tell. */
  convicts(task: Task): boolean {
    task.deaths += 1;
    return task.deaths >= MOST_DEATHS;
  }

  isAt(host: number): boolean {
    return this.#suspects.size > 0 && this.#suspects.has(host);
  }

  /** Whether a suspect would be alone there. */
  mayBeAt(host: number): boolean {
    return this.#crew.all.every((worker) => worker.inHand === 0 || worker.host !== host);
  }

  begin(suspect: Task, host: number): void {
    this.#suspects.set(host, suspect);
  }

  end(host: number): void {
    this.#suspects.delete(host);
  }

  /** Ends all. */
  close(): void {
    this.#suspects.clear();
  }

  /** Ends the trials of those that have been started; false if there are none. */
  look(): boolean {
    const started = [...this.#suspects].filter(([, task]) => task.worker?.target.wasStarted(task) === true);
    for (const [host] of started) this.end(host);
    return started.length > 0;
  }
}
