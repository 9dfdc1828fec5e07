import type { SuperviseOptions } from "../core/supervise-options.ts";
import type { Restart } from "../core/spawn.ts";

/** How many crashes a supervisor bears, and in what time. */
export interface RestartLimits {
  readonly maxRestarts: number;
  readonly withinMs: number;
}

/** What becomes of a child that crashed, or of the supervisor that can bear no more. */
export type Decision = "restart" | "end" | "escalate";

/**
 * The crashes of a supervisor's children that still count: those of the last `withinMs`.
 *
 * The death of a host is one incident, however many children it took: all of them report the same error.
 */
export class CrashRecord {
  #crashes: { readonly at: number; readonly incident: unknown }[] = [];

  get count(): number {
    return this.#crashes.length;
  }

  add(incident: unknown, now: number, { withinMs }: RestartLimits): void {
    this.#crashes = this.#crashes.filter((crash) => crash.at > now - withinMs);
    if (this.#crashes.some((crash) => crash.incident === incident)) return;
    this.#crashes.push({ at: now, incident });
  }
}

/** Whether a crashed child is restarted, given how many crashes count by now, its own included. */
export function decide(restart: Restart, crashes: number, { maxRestarts }: RestartLimits): Decision {
  if (restart === "never") return "end";
  return crashes > maxRestarts ? "escalate" : "restart";
}

export function restartLimits({ maxRestarts = 3, withinMs = 5_000 }: SuperviseOptions): RestartLimits {
  return { maxRestarts, withinMs };
}
