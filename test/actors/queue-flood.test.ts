import { afterAll, describe, expect, test } from "vitest";
import { createSystem, type Placement, type QueueOrder, type System } from "troupe";
import { openQueue, queue } from "troupe/actors";
import { createTestSystem } from "troupe/testing";
import { consumer, fates, producer, type FloodArgs } from "./queue/fixtures/flood.ts";

const ALL = 65_536;
const [PRODUCERS, CONSUMERS] = [4, 6];

const threads = createSystem({ log: false, threads: 2 });
afterAll(() => threads.stop());

interface Flood {
  readonly order: QueueOrder;
  readonly capacity: number;
  readonly now: boolean;
  readonly items: number;
  readonly on: Placement;
}

const combinations = (["fifo", "lifo", "priority"] as const).flatMap((order) =>
  [1, 2, 7, Infinity].flatMap((capacity) => [false, true].map((now) => ({ order, capacity, now }))),
);

test.each(combinations)(
  "four producers and six consumers on threads, closed half-way: $order, capacity $capacity, now: $now",
  async (combination) => {
    const { order, capacity, now } = combination;
    const isFull = order === "fifo" && (now ? capacity === Infinity : capacity === 7); // of 2 s each
    await flood(threads, { ...combination, on: "thread", items: isFull ? ALL : ALL / 32 });
  },
);

describe.each(["inline", "thread"] as const)("in a test system, actors %s", (on) => {
  test.each(combinations)("closed half-way: $order, capacity $capacity, now: $now", async (combination) => {
    await using system = createTestSystem({ seed: combination.capacity === Infinity ? 0 : combination.capacity });
    await flood(system, { ...combination, on, items: 1_024 });
  });
});

async function flood(system: System, { order, capacity, now, items, on }: Flood): Promise<void> {
  const faults: unknown[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error));
  const ref = await system.spawn(queue, { args: { order, capacity }, on });
  const args: FloodArgs = {
    tasks: ref,
    fates: new Uint8Array(new SharedArrayBuffer(items)),
    accepted: new Int32Array(new SharedArrayBuffer(4)),
    closeNow: now,
  };
  const producers = await Promise.all(Array.from({ length: PRODUCERS }, () => system.spawn(producer, { args, on })));
  const consumers = await Promise.all(Array.from({ length: CONSUMERS }, () => system.spawn(consumer, { args, on })));
  const parties = [
    ...producers.map((each, first) => each.with(patient).ask("produce", { first, every: PRODUCERS })),
    ...consumers.map((each, n) => each.with(patient).ask(n % 2 === 0 ? "consumeInLoop" : "consumeByHand")),
  ];
  await Promise.all(parties);
  const tasks = openQueue<number>(ref);
  await tasks.join();

  const counts = { taken: 0, refused: 0, left: 0 };
  for (const fate of Object.keys(counts) as (keyof typeof counts)[]) {
    counts[fate] = args.fates.filter((known) => known === fates[fate]).length;
  }
  const { taken, refused, left } = counts;
  const accepted = args.accepted[0] as number;
  expect({ all: taken + refused + left, accepted: taken + left, size: await tasks.size(), faults }).toEqual({
    all: items,
    accepted,
    size: 0,
    faults: [],
  });
  expect(accepted).toBeGreaterThanOrEqual(items / 2);
  if (!now) expect(left).toBe(0);
  await Promise.all([...producers, ...consumers].map((each) => each.stop()));
  await ref.stop();
}

const patient = { timeoutMs: Infinity };
