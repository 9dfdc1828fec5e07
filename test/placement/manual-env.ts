import type { Env } from "../../src/core/env.ts";
import { createManualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

/** An event loop that goes on only when a test says so. */
export interface ManualEnv extends Env {
  readonly clock: ManualClock;
  /** Runs what is to run before timers and I/O, and what that asks for. */
  runSoon(): void;
  /** One turn: all that is soon, then what was put off to the next turn. Returns whether there was anything. */
  turn(): boolean;
}

export function createManualEnv(): ManualEnv {
  const clock = createManualClock();
  const soon: (() => void)[] = [];
  const after: (() => void)[] = [];
  let next: (() => void)[] = [];
  function runSoon(): void {
    for (let run = soon.shift() ?? after.shift(); run !== undefined; run = soon.shift() ?? after.shift()) run();
  }
  return {
    clock,
    randomId: () => "manual",
    random: () => 0.5,
    soon: (run) => void soon.push(run),
    afterTurn: (run) => void after.push(run),
    nextTurn: (run) => void next.push(run),
    runSoon,
    turn() {
      runSoon();
      const due = next;
      next = [];
      for (const run of due) {
        run();
        runSoon();
      }
      return due.length > 0;
    },
  };
}
