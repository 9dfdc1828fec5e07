import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const heartbeat = defineActor({
  name: "heartbeat",
  init: (_, { every }) => void every(1_000, "beat"),
  receive: { beat() {} },
});

const carrier = defineActor({
  name: "carrier",
  init: (place: string, { after }) => {
    after(2_500, "arrive");
    return place;
  },
  receive: { arrive: ({ state, finish }) => finish(`delivered to ${state}`) },
});

const tour = defineActor({
  name: "tour",
  supervise: { finishWhen: "children-done" },
  async init(places: readonly string[], { spawn }) {
    await spawn(heartbeat, { transient: true }); // does not count, and ends with the tour
    for (const args of places) await spawn(carrier, { args });
  },
  receive: {},
});

test("a supervisor with finishWhen children-done ends with its last lasting child, and the transient one with it", async () => {
  await using system = createTestSystem();
  const ends: string[] = [];
  system.addEventListener("exit", ({ actor, exit }) => ends.push(`${actor} ${exit.kind}`));
  const child = await system.spawn(tour, { name: "tour", args: ["Rome", "Oslo"] });
  await system.advance(3_000);
  expect(await child.exited).toEqual({ kind: "done", value: "delivered to Oslo" });
  expect(ends).toEqual([
    "/test/tour/carrier-1 done",
    "/test/tour/carrier-2 done",
    "/test/tour/heartbeat-1 stopped",
    "/test/tour done",
  ]);
});

const expedition = defineActor({
  name: "expedition",
  supervise: { finishWhen: { child: "leader" } },
  async init(_, { spawn }) {
    await spawn(carrier, { name: "porter", args: "the pole" });
    await spawn(carrier, { name: "leader", args: "the pole" });
  },
  receive: {},
});

test("a supervisor with finishWhen { child } ends with that one, whatever the others do", async () => {
  await using system = createTestSystem();
  const child = await system.spawn(expedition);
  await system.advance(3_000);
  expect(await child.exited).toEqual({ kind: "done", value: "delivered to the pole" });
});
