import { openQueue, queue, type OpenQueue, type QueueArgs, type QueueRef } from "troupe/actors";
import type { TestSystem } from "troupe/testing";

/** A queue on a thread of a test system, opened by plain code. */
export interface Stage {
  readonly ref: QueueRef<number>;
  readonly tasks: OpenQueue<number>;
  /** What the queue has reported: for a task that was abandoned the item, for all else the error. */
  readonly faults: unknown[];
}

export async function setStage(system: TestSystem, args?: QueueArgs): Promise<Stage> {
  const faults: unknown[] = [];
  const ref = await system.spawn(queue, { name: "tasks", args, on: "thread" });
  system.addEventListener("fault", ({ actor, error }) => {
    if (actor === ref.path) faults.push("item" in error ? error.item : error);
  });
  return { ref, tasks: openQueue<number>(ref), faults };
}
