// Limits on a stop, met to the ms: who stops once more neither puts one off nor is without one of their own.
import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";

const never = new Promise<never>(() => {});

interface HeldArgs {
  /** Until when `hold` holds it. */
  readonly until?: Promise<unknown>;
  /** Its hook waits for that. */
  readonly ends?: Promise<unknown>;
}

const held = defineActor({
  name: "held",
  init: (args: HeldArgs) => args,
  receive: { hold: ({ state }) => state.until ?? never },
  ended: ({ state }) => state?.ends,
});

/** One that is held in a handler, and when and how it ended. */
async function hold(system: TestSystem, args: HeldArgs = {}) {
  const child = await system.spawn(held, { args });
  const ends: unknown[] = [];
  void child.exited.then(({ kind }) => ends.push([system.clock.now(), kind]));
  child.tell("hold");
  await system.settled();
  return { child, ends };
}

test("child.stop() again does not put off the kill of the first", async () => {
  await using system = createTestSystem();
  const { child, ends } = await hold(system);
  void child.stop();
  for (const ms of [3_000, 1_999]) {
    await system.advance(ms);
    for (const timeoutMs of [20_000, Infinity, undefined])
      void child.stop(timeoutMs === undefined ? {} : { timeoutMs });
  }
  expect(ends).toEqual([]);
  await system.advance(1);
  expect([ends, system.clock.waiting]).toEqual([[[5_000, "killed"]], 0]);
});

test("child.stop() again with less time brings the kill forward", async () => {
  await using system = createTestSystem();
  const { child, ends } = await hold(system);
  void child.stop({ drain: true, timeoutMs: 20_000 });
  await system.advance(1_000);
  void child.stop({ timeoutMs: 500 });
  void child.stop();
  await system.advance(10_000);
  expect([ends, system.clock.waiting]).toEqual([[[1_500, "killed"]], 0]);
});

test("system.stop() does not put off the kill of a child that is being stopped", async () => {
  const system = createTestSystem();
  const { child, ends } = await hold(system);
  void child.stop();
  await system.advance(3_000);
  await system.stop();
  expect(ends).toEqual([[5_000, "killed"]]);
});

test("an ended hook has a time of its own, whatever was left of that for the stop, and a second stop does not add to it", async () => {
  await using system = createTestSystem();
  let open!: () => void;
  const until = new Promise<void>((resolve) => (open = resolve));
  const { child, ends } = await hold(system, { until, ends: never });
  void child.stop();
  await system.advance(4_000);
  open();
  await system.advance(2_000);
  void child.stop();
  await system.advance(2_999);
  expect(ends).toEqual([]);
  await system.advance(1);
  expect([ends, system.clock.waiting]).toEqual([[[9_000, "killed"]], 0]);
});

test("system.stop({ drain: true, timeoutMs }) limits a drain without a limit that is under way", async () => {
  const system = createTestSystem();
  const { ends } = await hold(system);
  const stops = [system.stop({ drain: true }), system.stop({ drain: true, timeoutMs: 700 })];
  const errors = await Promise.all(stops.map((stop) => stop.catch((error: unknown) => error)));
  for (const error of errors) expect(error).toMatchObject({ code: "STOP_TIMEOUT" });
  expect([ends, system.clock.waiting]).toEqual([[[700, "killed"]], 0]);
});

test("system.stop({ drain: true, timeoutMs }) during a drain lets that go on meanwhile", async () => {
  const system = createTestSystem();
  let open!: () => void;
  const until = new Promise<void>((resolve) => (open = resolve));
  const { child, ends } = await hold(system, { until });
  const echoes = [1, 2].map(() => child.ask("hold"));
  const stops = [system.stop({ drain: true }), system.stop({ drain: true, timeoutMs: 700 })];
  open();
  await Promise.all([...stops, ...echoes]);
  expect([ends, system.clock.waiting]).toEqual([[[0, "stopped"]], 0]);
});
