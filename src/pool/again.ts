import type { Task } from "./task.ts";

/** Tasks that are to be passed on once more, in the order in which they were taken first. */
export class Again {
  #tasks: Task[] = [];
  readonly #slots = new Set<number | undefined>();

  get isEmpty(): boolean {
    return this.#tasks.length === 0;
  }

  get all(): readonly Task[] {
    return this.#tasks;
  }

  /** Whether one of them belongs to that place: nothing may overtake it there. */
  isFor(slot: number): boolean {
    return this.#slots.has(slot);
  }

  /** How many somebody waits for; a batch is one of them. */
  get wanted(): number {
    return this.#tasks.reduce((sum, { isUnwanted }) => sum + (isUnwanted ? 0 : 1), 0);
  }

  add(task: Task): void {
    let at = this.#tasks.length;
    while (at > 0 && (this.#tasks[at - 1] as Task).number > task.number) at -= 1;
    this.#tasks.splice(at, 0, task);
    this.#slots.add(task.slot);
  }

  /**
   * Offers each to `pass` in its turn, which says whether it is gone. One that cannot go now holds up those behind it: all of them, or
   * where they belong to places, those of the same.
   */
  offer(pass: (task: Task) => boolean): void {
    const tasks = this.takeAll();
    const stuck = new Set<number | undefined>();
    for (const task of tasks) {
      const { slot } = task;
      if (!stuck.has(slot) && pass(task)) continue;
      stuck.add(slot);
      this.add(task);
    }
  }

  takeAll(): readonly Task[] {
    const tasks = this.#tasks;
    this.#tasks = [];
    this.#slots.clear();
    return tasks;
  }
}
