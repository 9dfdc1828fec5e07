import type { CrashDirective } from "../core/definition.ts";
import type { Exit } from "../core/exit.ts";
import type { Restart } from "../core/spawn.ts";
import type { SuperviseOptions } from "../core/supervise-options.ts";

/** How many restarts a supervisor bears, and in what time. */
export interface RestartLimits {
  readonly maxRestarts: number;
  readonly withinMs: number;
}

export function restartLimits({ maxRestarts = 3, withinMs = 5_000 }: SuperviseOptions): RestartLimits {
  return { maxRestarts, withinMs };
}

/** What becomes of a child that is down. */
export type Decision = "restart" | "end" | "escalate";

/** Whether a child is started again, by its restart type and how it ended: stopped and killed are final. */
export const isRestarted: Readonly<Record<Restart, Readonly<Record<Exit["kind"], boolean>>>> = {
  always: { done: true, stopped: false, killed: false, crashed: true },
  "on-crash": { done: false, stopped: false, killed: false, crashed: true },
  never: { done: false, stopped: false, killed: false, crashed: false },
};

/** The same, when its `onCrash` has been asked and the supervisor has counted. */
export function decide(restart: Restart, kind: Exit["kind"], directive: CrashDirective, isSpent: boolean): Decision {
  if (directive === "escalate") return "escalate";
  if (directive === "stop" || !isRestarted[restart][kind]) return "end";
  return isSpent ? "escalate" : "restart";
}
