// Programs that end while workers wait at a queue.
import { describe, expect, test } from "vitest";
import { defineActor } from "troupe";
import { openQueue, queue, type QueueRef } from "troupe/actors";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { taker } from "./fixtures/taker.ts";
import { failureOf } from "./taking.ts";

const feeder = defineActor({
  name: "feeder",
  async init(_: undefined, { self, spawn }) {
    const args = await spawn(queue, { name: "tasks", transient: true });
    for (const name of ["one", "other"]) {
      const worker = await spawn(taker, { name, args, on: "thread", transient: true });
      worker.tell("loop");
    }
    self.tell("feed", args);
  },
  receive: {
    async feed({ finish }, ref: QueueRef<number>) {
      const tasks = openQueue(ref);
      for (const item of [1, 2, 3]) await tasks.put(item);
      await tasks.join();
      return finish();
    },
  },
});

test("a supervisor that has joined its queue finishes at once, and with it the workers that wait for more", async () => {
  await using system = createTestSystem();
  const exits = exitsOf(system);
  const faults: unknown[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error));
  const child = await system.spawn(feeder, { name: "feeder" });
  expect((await child.exited).kind).toBe("done");
  expect(exits).toEqual(["one stopped", "other stopped", "tasks stopped", "feeder done"]);
  expect(faults).toEqual([1, 2].map(() => expect.objectContaining({ code: "ABORTED" }))); // of which the log says nothing
  expect(system.clock.now()).toBe(0);
});

describe.each(["loop", "pipeTake"] as const)(
  "a system whose transient workers wait at a transient queue (%s)",
  (wait) => {
    test.each([false, true])("stops at once, with drain: %s", async (drain) => {
      const system = createTestSystem();
      const exits = exitsOf(system);
      const args = await system.spawn(queue, { name: "tasks", transient: true });
      for (const name of ["one", "other"]) {
        const worker = await system.spawn(taker, { name, args, on: "thread", transient: true });
        worker.tell(wait);
      }
      await system.settled();
      await system.stop({ drain });
      expect(exits.toSorted()).toEqual(["one stopped", "other stopped", "tasks stopped"]);
      expect(system.clock.now()).toBe(0);
    });
  },
);

test("a queue that is closed drains, and so do the workers that wait at it", async () => {
  const system = createTestSystem();
  const args = await system.spawn(queue, { name: "tasks" });
  const worker = await system.spawn(taker, { args, on: "thread" });
  worker.tell("loop");
  const tasks = openQueue<number>(args);
  for (const item of [1, 2, 3]) await tasks.put(item);
  const got = worker.ask("got");
  await tasks.close();
  await system.stop({ drain: true });
  expect(await failureOf(got)).toBe(undefined);
  expect(system.clock.now()).toBe(0);
});

test("a queue that ends says what was not taken, or not called done", async () => {
  await using system = createTestSystem();
  const faults: Error[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error));
  const child = await system.spawn(queue, { name: "tasks", on: "thread" });
  const tasks = openQueue<number>(child);
  const worker = await system.spawn(taker, { args: child, on: "thread" });
  for (const item of [1, 2, 3, 4]) await tasks.put(item);
  await tasks.take(); // of which nobody needs to call it done
  await worker.ask("take");
  await child.stop();
  expect(faults).toMatchObject([
    {
      code: "TASK_ABANDONED",
      message: 'Cannot have 3 items of queue "/test/tasks" done: it has ended',
      items: [2, 3, 4],
      count: 3,
    },
  ]);
});

function exitsOf(system: TestSystem): string[] {
  const exits: string[] = [];
  system.addEventListener("exit", ({ actor, exit }) =>
    exits.push(`${actor.slice(actor.lastIndexOf("/") + 1)} ${exit.kind}`),
  );
  return exits;
}
