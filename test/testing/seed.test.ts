import { expect, test } from "vitest";
import { defineActor, type ActorRef, type Placement } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";

interface Noted {
  note: (text: string) => void;
}

const worker = defineActor({
  name: "worker",
  module: import.meta.url,
  init: (to: ActorRef<Noted>) => to,
  receive: {
    work({ state, self }, step: number) {
      state.tell("note", `${self.name} ${step}`);
      if (step < 3) self.tell("work", step + 1);
    },
  },
});

/** The order in which actors got their turns, and all else that chance decides. */
async function runOf(seed: number | undefined, on: Placement): Promise<[id: unknown, ...notes: unknown[]]> {
  await using system: TestSystem = createTestSystem({ threads: 3, ...(seed !== undefined && { seed }) });
  const probe = await system.createProbe<Noted>();
  const workers = [];
  for (let n = 0; n < 6; n++) workers.push(await system.spawn(worker, { args: probe.ref, on }));
  for (const ref of workers) ref.tell("work", 1);
  return [workers[0]?.id, ...(await probe.receiveAll()).map(({ payload }) => payload)];
}

const seeds = [1, 2, 3, 4, 5];

test.for<Placement>(["inline", "thread"])(
  "a seed gives its run again, and another seed another one: %s",
  async (on) => {
    const runs = await Promise.all(seeds.map((seed) => runOf(seed, on)));
    expect(await Promise.all(seeds.map((seed) => runOf(seed, on)))).toEqual(runs);
    const orders = new Set(runs.map(([, ...notes]) => notes.join()));
    expect(orders.size).toBeGreaterThan(2);
    for (const [, ...notes] of runs) expect(notes).toHaveLength(18);
  },
);

test("without a seed one run is like the other, but for the ids", async () => {
  const [[id, ...notes], [otherId, ...otherNotes]] = await Promise.all([
    runOf(undefined, "thread"),
    runOf(undefined, "thread"),
  ]);
  expect(notes).toEqual(otherNotes);
  expect(id).not.toBe(otherId);
});

test("createSeededRandom() gives the numbers of mulberry32", () => {
  const random = createSeededRandom(42);
  expect([random(), random()]).toEqual([0.6011037519201636, 0.44829055899754167]);
});
