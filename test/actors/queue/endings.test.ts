import { describe, expect, test } from "vitest";
import type { Child, Placement, ProtocolOf, Restart } from "troupe";
import type { QueueArgs } from "troupe/actors";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { taker } from "./fixtures/taker.ts";
import { setStage, type Stage } from "./stage.ts";
import { failureOf, takeAll } from "./taking.ts";

type Taker = Child<ProtocolOf<typeof taker>>;

interface Endings extends Stage {
  /** What the queue has said of items that were not done. */
  readonly said: string[];
  spawn(options: { on: Placement; name?: string; restart?: Restart }): Promise<Taker>;
}

async function set(system: TestSystem, args?: QueueArgs): Promise<Endings> {
  const stage = await setStage(system, args);
  const said: string[] = [];
  system.addEventListener("fault", ({ actor, error }) => {
    if (actor === stage.ref.path) said.push(error.message);
  });
  return {
    ...stage,
    said,
    spawn: (options) => system.spawn(taker, { args: stage.ref, restart: "never", ...options }),
  };
}

describe.each<[where: string, on: Placement]>([
  ["inline", "inline"],
  ["on a thread", { thread: { own: true } }],
])("a taker %s", (_where, on) => {
  const endings: [how: string, end: (actor: Taker, system: TestSystem) => Promise<unknown>][] = [
    ["stops", (actor) => actor.stop()],
    ["is killed", (actor) => actor.kill()],
    ["finishes", (actor) => actor.ask("finish")],
    ["crashes", (actor) => failureOf(actor.ask("crash"))],
  ];
  if (on !== "inline") endings.push(["loses its thread", async (actor, system) => system.killHost(actor)]);

  describe.each(endings)("that %s", (how, end) => {
    const ways: [take: "take" | "pipeTake", put: "put" | "pipePut"][] = [["pipeTake", "pipePut"]];
    if (how !== "finishes") ways.push(["take", "put"]); // a handler that waits is waited for
    test.each(ways)(
      "waits no longer (%s, %s): its place goes to the next, and what it was to put is not in",
      async (take, put) => {
        await using system = createTestSystem();
        const stage = await set(system, { capacity: 1 });
        const [gone, next] = [await stage.spawn({ on }), await stage.spawn({ on })];
        gone.tell(take);
        await system.settled();
        const taken = next.ask("take");
        await system.settled();
        await end(gone, system);
        await system.settled();
        await stage.tasks.put(1);
        expect(await taken).toBe(1);
        next.tell("taskDone");
        await stage.tasks.join();

        await stage.tasks.put(2);
        const late = await stage.spawn({ on });
        late.tell(put, 3);
        await system.settled();
        await end(late, system);
        await system.settled();
        expect(await takeAll(stage.tasks)).toEqual([2]);
        expect(stage.said).toEqual([]);
      },
    );

    test("abandons what it has in hand: an event each, and it counts as done", async () => {
      await using system = createTestSystem();
      const stage = await set(system);
      const gone = await stage.spawn({ on, name: "gone" });
      for (const item of [1, 2, 3]) await stage.tasks.put(item);
      for (let count = 0; count < 3; count++) await gone.ask("take");
      gone.tell("taskDone"); // the oldest
      const joined = stage.tasks.join();
      await system.settled();
      await end(gone, system);
      await joined;
      await system.settled();
      expect(stage.said).toEqual([abandonedBy("gone", "ended"), abandonedBy("gone", "ended")]);
      expect(stage.faults).toEqual([2, 3]);
      expect(await takeAll(stage.tasks)).toEqual([]);
    });

    test("with redeliver: gives back what it has in hand, before all others and the oldest first", async () => {
      await using system = createTestSystem();
      const stage = await set(system, { redeliver: true, order: "lifo" });
      const gone = await stage.spawn({ on, name: "gone" });
      for (const item of [1, 2, 3]) await stage.tasks.put(item);
      for (let count = 0; count < 2; count++) await gone.ask("take");
      const joined = stage.tasks.join();
      await system.settled();
      await end(gone, system);
      await system.settled();
      expect(stage.said).toEqual([redelivered("gone"), redelivered("gone")]);
      expect(await takeAll(stage.tasks)).toEqual([3, 2, 1]);
      for (let count = 0; count < 3; count++) stage.tasks.taskDone();
      await joined;
    });
  });

  test("that crashes and starts again abandons what it had when it opens the queue again, and goes on with it", async () => {
    await using system = createTestSystem();
    const stage = await set(system);
    const actor = await stage.spawn({ on, name: "again", restart: "on-crash" });
    for (const item of [1, 2]) await stage.tasks.put(item);
    await actor.ask("take");
    const waiting = failureOf(actor.ask("take").then(() => actor.ask("take")));
    await system.settled();
    await failureOf(actor.ask("crash"));
    expect(stage.said).toEqual([]);
    await system.advance(1_000);
    expect(stage.said).toEqual([abandonedBy("again", "restarted"), abandonedBy("again", "restarted")]);
    expect(await waiting).toBeInstanceOf(Error);
    await stage.tasks.join();

    const taken = actor.ask("take");
    await stage.tasks.put(3);
    expect(await taken).toBe(3);
    await actor.stop();
    await system.settled();
    expect(stage.said).toHaveLength(3);
  });
});

function abandonedBy(name: string, how: "ended" | "restarted"): string {
  const what = how === "ended" ? "has ended" : "has started again";
  return `Cannot have an item of queue "/test/tasks" done: its taker "/test/${name}" ${what} without taskDone(), so it counts as done`;
}

function redelivered(name: string): string {
  return abandonedBy(name, "ended").replace("it counts as done", "the next one gets it");
}
