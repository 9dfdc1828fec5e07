import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const pump = defineActor({
  name: "pump",
  receive: {
    work(): void {
      throw new Error("the well is dry");
    },
  },
});

const farm = defineActor({
  name: "farm",
  supervise: {
    maxRestarts: 3, // of all its children together,
    withinMs: 5_000, // in any five seconds: one more, and the farm itself crashes
    backoff: { minMs: 100, maxMs: 10_000, factor: 2, jitter: 0.2 },
  },
  init: (_, { spawn }) => spawn(pump, { name: "pump" }),
  receive: {},
});

test("a child has three restarts after growing pauses, then its supervisor crashes with its error", async () => {
  await using system = createTestSystem();
  const crashes: string[] = [];
  const pauses: (number | undefined)[] = [];
  system.addEventListener("crash", ({ actor, error, decision, pauseMs }) => {
    crashes.push(`${actor} ${error.message} ${decision}`);
    pauses.push(pauseMs);
  });
  await system.spawn(farm, { name: "farm" });
  const child = await system.get("/test/farm/pump", pump);
  for (let n = 0; n < 4; n++) child?.tell("work"); // what waits outlives a restart
  await system.advance(2_000);
  expect(crashes).toEqual([
    ...Array.from({ length: 3 }, () => "/test/farm/pump the well is dry restart"),
    "/test/farm/pump the well is dry escalate",
    "/test/farm the well is dry restart",
  ]);
  for (const [index, ms] of [100, 200, 400].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(0.8 * ms);
    expect(pauses[index]).toBeLessThanOrEqual(1.2 * ms);
  }
});
