import { expect, test } from "vitest";
import { defineActor } from "../../src/mod.ts";
import { createTestSystem } from "../../src/testing/mod.ts";

test("least-busy spreads jobs of unknown length over actors that handle several at once, also when some are done", async () => {
  const opened: (() => void)[] = [];
  const host = defineActor({
    name: "host",
    concurrency: 10,
    receive: { stay: () => new Promise<void>((resolve) => opened.push(resolve)) },
  });
  await using system = createTestSystem();
  const pool = await system.pool(host, { size: 2 });
  const running = (): number[] => pool.stats().workers.map((worker) => worker.running);
  const guests = Array.from({ length: 9 }, () => pool.submit("stay"));
  await system.settled();
  expect(running().toSorted((one, other) => one - other)).toEqual([4, 5]);
  await system.advance(100); // or they would count as quick from then on
  for (const leave of opened.splice(0, 3)) leave();
  await system.settled();
  guests.push(...Array.from({ length: 6 }, () => pool.submit("stay")));
  await system.settled();
  expect(running()).toEqual([6, 6]);
  for (const leave of opened) leave();
  await Promise.all(guests);
});
