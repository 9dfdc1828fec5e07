import { describe, expect, test } from "vitest";
import type { Child, Placement, ProtocolOf, SpawnOptions } from "troupe";
import { openQueue, queue, type OpenQueue, type QueueArgs, type QueueRef } from "troupe/actors";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { taker } from "./fixtures/taker.ts";
import { failureOf, takeAll } from "./taking.ts";

type Taker = Child<ProtocolOf<typeof taker>>;

interface Stage {
  readonly system: TestSystem;
  readonly ref: QueueRef<number>;
  /** For plain code. */
  readonly tasks: OpenQueue<number>;
  /** What the queue has said of items that were not done. */
  readonly abandoned: string[];
  readonly taker: (options?: Partial<SpawnOptions>) => Promise<Taker>;
}

async function set(system: TestSystem, args?: QueueArgs): Promise<Stage> {
  const abandoned: string[] = [];
  system.addEventListener("fault", ({ actor, error }) => {
    if ("code" in error && error.code === "TASK_ABANDONED") abandoned.push(error.message);
    else if (actor === "/test/tasks") abandoned.push(`unexpected: ${error.message}`);
  });
  const ref = await system.spawn(queue, { name: "tasks", args, on: "thread" });
  return {
    system,
    ref,
    tasks: openQueue<number>(ref),
    abandoned,
    taker: (options) => system.spawn(taker, { args: ref, restart: "never", on: { thread: { own: true } }, ...options }),
  };
}

describe.each<[where: string, on: Placement]>([
  ["inline", "inline"],
  ["on a thread", { thread: { own: true } }],
])("a taker %s", (_where, on) => {
  const endings: [how: string, end: (actor: Taker, stage: Stage) => Promise<unknown>][] = [
    ["stops", (actor) => actor.stop()],
    ["is killed", (actor) => actor.kill()],
    ["finishes", (actor) => actor.ask("finish")],
    ["crashes", (actor) => failureOf(actor.ask("crash"))],
  ];
  if (on !== "inline") endings.push(["loses its thread", async (actor, { system }) => system.killHost(actor)]);

  describe.each(endings)("that %s", (how, end) => {
    const ways: [take: "take" | "pipeTake", put: "put" | "pipePut"][] = [["pipeTake", "pipePut"]];
    if (how !== "finishes") ways.push(["take", "put"]); // a handler that waits is waited for
    test.each(ways)(
      "waits no longer (%s, %s): its place goes to the next, and what it was to put is not in",
      async (take, put) => {
        await using system = createTestSystem();
        const stage = await set(system, { capacity: 1 });
        const [gone, next] = [await stage.taker({ on }), await stage.taker({ on })];
        gone.tell(take);
        await system.settled();
        const taken = next.ask("take");
        await system.settled();
        await end(gone, stage);
        await system.settled();
        await stage.tasks.put(1);
        expect(await taken).toBe(1);
        next.tell("taskDone");
        await stage.tasks.join();

        await stage.tasks.put(2);
        const late = await stage.taker({ on });
        late.tell(put, 3);
        await system.settled();
        await end(late, stage);
        await system.settled();
        expect(await takeAll(stage.tasks)).toEqual([2]);
        expect(stage.abandoned).toEqual([]);
      },
    );

    test("abandons what it has in hand: an event each, and it counts as done", async () => {
      await using system = createTestSystem();
      const stage = await set(system);
      const gone = await stage.taker({ on, name: "gone" });
      for (const item of [1, 2, 3]) await stage.tasks.put(item);
      for (let count = 0; count < 3; count++) await gone.ask("take");
      gone.tell("taskDone"); // the oldest
      const joined = stage.tasks.join();
      await system.settled();
      const faults: object[] = [];
      system.addEventListener("fault", (event) => faults.push(event));
      await end(gone, stage);
      await joined;
      await system.settled();
      expect(stage.abandoned).toEqual([abandonedBy("gone", "ended"), abandonedBy("gone", "ended")]);
      expect(faults.filter((event) => "actor" in event && event.actor === "/test/tasks")).toMatchObject([
        { error: { code: "TASK_ABANDONED", taker: "/test/gone", item: 2 } },
        { error: { code: "TASK_ABANDONED", taker: "/test/gone", item: 3 } },
      ]);
      expect(await takeAll(stage.tasks)).toEqual([]);
    });

    test("with redeliver: gives back what it has in hand, before all others and the oldest first", async () => {
      await using system = createTestSystem();
      const stage = await set(system, { redeliver: true, order: "lifo" });
      const gone = await stage.taker({ on, name: "gone" });
      for (const item of [1, 2, 3]) await stage.tasks.put(item);
      for (let count = 0; count < 2; count++) await gone.ask("take");
      const joined = stage.tasks.join();
      await system.settled();
      await end(gone, stage);
      await system.settled();
      expect(stage.abandoned).toEqual([redelivered("gone"), redelivered("gone")]);
      expect(await takeAll(stage.tasks)).toEqual([3, 2, 1]);
      for (let count = 0; count < 3; count++) stage.tasks.taskDone();
      await joined;
    });
  });

  test("that crashes and starts again abandons what it had when it opens the queue again, and goes on with it", async () => {
    await using system = createTestSystem();
    const stage = await set(system);
    const actor = await stage.taker({ on, name: "again", restart: "on-crash" });
    for (const item of [1, 2]) await stage.tasks.put(item);
    await actor.ask("take");
    const waiting = failureOf(actor.ask("take").then(() => actor.ask("take")));
    await system.settled();
    await failureOf(actor.ask("crash"));
    expect(stage.abandoned).toEqual([]);
    await system.advance(1_000);
    expect(stage.abandoned).toEqual([abandonedBy("again", "restarted"), abandonedBy("again", "restarted")]);
    expect(await waiting).toBeInstanceOf(Error);
    await stage.tasks.join();

    const taken = actor.ask("take");
    await stage.tasks.put(3);
    expect(await taken).toBe(3);
    await actor.stop();
    await system.settled();
    expect(stage.abandoned).toHaveLength(3);
  });
});

function abandonedBy(name: string, how: "ended" | "restarted"): string {
  const what = how === "ended" ? "has ended" : "has started again";
  return `Cannot have an item of queue "/test/tasks" done: its taker "/test/${name}" ${what} without taskDone(), so it counts as done`;
}

function redelivered(name: string): string {
  return abandonedBy(name, "ended").replace("it counts as done", "the next one gets it");
}
