import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { openQueue, queue, type QueueRef } from "troupe/actors";
import { createTestSystem } from "troupe/testing";
import { taker } from "./fixtures/taker.ts";
import { setStage } from "./stage.ts";
import { failureOf, takeAll } from "./taking.ts";

const aborted = { code: "ABORTED" };
const closed = { code: "QUEUE_CLOSED" };

test("openQueue() once more in the same actor ends what was opened before", async () => {
  await using system = createTestSystem();
  const { ref, tasks, faults } = await setStage(system);
  const failures: unknown[] = [];
  const forgetful = defineActor({
    name: "forgetful",
    async init(ref: QueueRef<number>, ctx) {
      const first = openQueue(ref, ctx);
      await first.take();
      const waiting = failureOf(first.take());
      openQueue(ref, ctx);
      first.taskDone();
      failures.push(await waiting, await failureOf(first.put(2)), await failureOf(first.join()));
    },
    receive: {},
  });
  await tasks.put(1);
  await system.spawn(forgetful, { args: ref });
  expect(failures).toEqual([1, 2, 3].map(() => expect.objectContaining(aborted)));
  expect((failures[1] as Error).message).toBe(
    'Cannot put an item into queue "/test/tasks": who calls has ended, or the queue was opened again, or has started again',
  );
  expect(new Set(faults)).toEqual(new Set([1, expect.objectContaining({ code: "NOT_IN_HAND" })]));
  await tasks.join();
});

test("an actor whose init fails after it has opened a queue leaves nothing there", async () => {
  await using system = createTestSystem();
  const { ref, tasks, faults } = await setStage(system);
  const stillborn = defineActor({
    name: "stillborn",
    module: import.meta.url,
    async init(ref: QueueRef<number>, ctx) {
      const mine = openQueue(ref, ctx);
      void failureOf(mine.take());
      await mine.take();
      void failureOf(mine.take());
      await mine.size(); // all that was said before has arrived
      throw new Error("it cannot start");
    },
    receive: {},
  });
  for (const on of ["inline", "thread"] as const) {
    const failure = failureOf(system.spawn(stillborn, { args: ref, on }));
    for (const item of [1, 2]) await tasks.put(item);
    expect(await failure).toMatchObject({ code: "START_FAILED" });
    await system.settled();
    expect(faults.splice(0)).toEqual([1, 2]);
    await tasks.put(3);
    expect(await takeAll(tasks)).toEqual([3]);
    tasks.taskDone();
    await tasks.join();
  }
});

test("code that has outlived its killed actor gets nothing from a queue any more", async () => {
  await using system = createTestSystem();
  const { ref, tasks, faults } = await setStage(system);
  let goOn!: () => void;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const failures: unknown[] = [];
  const stray = defineActor({
    name: "stray",
    init: (ref: QueueRef<number>, ctx) => ({ tasks: openQueue(ref, ctx) }),
    receive: {
      async work({ state: { tasks } }) {
        await tasks.take();
        await gate;
        tasks.taskDone();
        failures.push(await failureOf(tasks.take()), await failureOf(tasks.put(3)));
      },
    },
  });
  const child = await system.spawn(stray, { args: ref });
  child.tell("work");
  for (const item of [1, 2]) await tasks.put(item);
  await system.settled();
  await child.kill();
  goOn();
  await system.settled();
  expect(failures).toEqual([expect.objectContaining(aborted), expect.objectContaining(aborted)]);
  expect(new Set(faults)).toEqual(new Set([1, expect.objectContaining({ code: "NOT_IN_HAND" })]));
  expect(await takeAll(tasks)).toEqual([2]);
});

test("a queue that starts again is empty: who waits hears why, and whoever had opened it opens it again", async () => {
  await using system = createTestSystem({ threads: 1 });
  const { ref, tasks } = await setStage(system);
  const actor = await system.spawn(taker, { args: ref });
  actor.tell("loop");
  await tasks.put(1);
  await system.settled();
  const waits = [failureOf(tasks.take()), failureOf(tasks.take())];
  await system.settled();
  system.killHost(ref);
  await system.advance(5_000);
  for (const failure of await Promise.all(waits)) expect(failure).toMatchObject({ code: "HOST_LOST" });

  // The loop has crashed with the same error: so its actor has started again.
  expect(await tasks.size()).toBe(0);
  const taken = actor.ask("take");
  await tasks.put(2);
  expect(await taken).toBe(2);
});

test.each([
  [true, [1]],
  [false, []],
])("queue.close() lets takers wait for what may come back (redeliver: %s)", async (redeliver, got) => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system, { redeliver });
  const [busy, idle] = [await system.spawn(taker, { args: ref }), await system.spawn(taker, { args: ref })];
  await tasks.put(1);
  await busy.ask("take");
  const looped = idle.ask("loop");
  await system.settled();
  await tasks.close();
  await system.settled();
  await busy.kill();
  expect(await looped).toEqual(got);
  await tasks.join();
});

test("queue.close() with redeliver ends takers that wait for each other's items", async () => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system, { redeliver: true });
  const takers = [await system.spawn(taker, { args: ref }), await system.spawn(taker, { args: ref })];
  for (const actor of takers) {
    await tasks.put(1);
    await actor.ask("take"); // and does not call it done before it has more
  }
  const taken = takers.map((actor) => failureOf(actor.ask("take")));
  await system.settled();
  await tasks.close();
  expect(await Promise.all(taken)).toEqual([expect.objectContaining(closed), expect.objectContaining(closed)]);
});

test("queue.close() with redeliver lets a taker wait while another one works", async () => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system, { redeliver: true });
  const [busy, idle] = [await system.spawn(taker, { args: ref }), await system.spawn(taker, { args: ref })];
  await tasks.put(1);
  await busy.ask("take");
  let hasEnded = false;
  const looped = idle.ask("loop").then((got) => {
    hasEnded = true;
    return got;
  });
  await tasks.close();
  await system.settled();
  expect(hasEnded).toBe(false);
  busy.tell("taskDone");
  expect(await looped).toEqual([]);
});

test("an item that comes back when the queue was closed now is reported, and counts as done", async () => {
  await using system = createTestSystem();
  const { ref, tasks, faults } = await setStage(system, { redeliver: true });
  const actor = await system.spawn(taker, { args: ref });
  await tasks.put(1);
  await actor.ask("take");
  const joined = tasks.join();
  expect(await tasks.close({ now: true })).toEqual([]);
  await actor.stop();
  await joined;
  expect(faults).toEqual([1]);
});

test("an item that cannot cross to its taker is refused to it, reported, and counts as done", async () => {
  await using system = createTestSystem();
  const faults: unknown[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error));
  const ref = await system.spawn(queue, { name: "tasks" });
  const tasks = openQueue<unknown>(ref);
  const actor = await system.spawn(taker, { args: ref, on: "thread", name: "far" });
  await tasks.put(() => "a function");
  expect(await failureOf(actor.ask("take"))).toMatchObject({ code: "NOT_SENDABLE" });
  await tasks.join();
  expect(faults).toMatchObject([{ code: "TASK_ABANDONED", taker: "/test/far", item: expect.any(Function) }]);
});
