import { expect, test } from "vitest";
import type { CrashDirective } from "../../src/core/definition.ts";
import type { Exit } from "../../src/core/exit.ts";
import type { Restart } from "../../src/core/spawn.ts";
import { decide, isRestarted, restartLimits, type Decision } from "../../src/supervisor/restart-rule.ts";

test.each<[Restart, Exit["kind"], boolean]>([
  ["always", "done", true],
  ["always", "stopped", false],
  ["always", "killed", false],
  ["always", "crashed", true],
  ["on-crash", "done", false],
  ["on-crash", "stopped", false],
  ["on-crash", "killed", false],
  ["on-crash", "crashed", true],
  ["never", "done", false],
  ["never", "stopped", false],
  ["never", "killed", false],
  ["never", "crashed", false],
])("a child with restart %s that is %s is started again: %s", (restart, kind, isAgain) => {
  expect(isRestarted[restart][kind]).toBe(isAgain);
});

/** What onCrash answers, whether its restart type lets it start again, whether the supervisor bears no more. */
const decisions: [CrashDirective, boolean, boolean, Decision][] = [
  ["restart", true, false, "restart"],
  ["restart", true, true, "escalate"],
  ["restart", false, false, "end"],
  ["restart", false, true, "end"],
  ["resume", true, false, "restart"], // the cell did not resume: there was no message, or its host died
  ["resume", true, true, "escalate"],
  ["resume", false, false, "end"],
  ["resume", false, true, "end"],
  ["stop", true, false, "end"],
  ["stop", true, true, "end"],
  ["stop", false, false, "end"],
  ["stop", false, true, "end"],
  ["escalate", true, false, "escalate"],
  ["escalate", true, true, "escalate"],
  ["escalate", false, false, "escalate"],
  ["escalate", false, true, "escalate"],
];

test.each(decisions)("decide() on %s, restarted %s, spent %s: %s", (directive, isAgain, isSpent, decision) => {
  expect(decide(isAgain ? "on-crash" : "never", "crashed", directive, isSpent)).toBe(decision);
});

test("decide() treats a permanent child that finished as one that crashed", () => {
  expect(decide("always", "done", "restart", false)).toBe("restart");
  expect(decide("always", "done", "restart", true)).toBe("escalate");
});

test("restartLimits() are 3 within 5 s by default", () => {
  expect(restartLimits({})).toEqual({ maxRestarts: 3, withinMs: 5_000 });
  expect(restartLimits({ maxRestarts: 7 })).toEqual({ maxRestarts: 7, withinMs: 5_000 });
});
