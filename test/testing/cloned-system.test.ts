import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createClonedSystem } from "troupe/testing";
import { createManualEnv } from "../placement/manual-env.ts";

const actor = defineActor({
  name: "actor",
  module: import.meta.url,
  receive: {
    hang: () => new Promise<never>(() => {}),
    echo: (_, value: number) => value,
  },
});

test("createClonedSystem() on a manual env does nothing by itself, across links too, and lets time pass when told", async () => {
  const env = createManualEnv();
  const system = createClonedSystem({ log: false, askTimeoutMs: 1_000 }, { env });
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 20; quiet++) {
      if (env.turn()) quiet = 0;
      await Promise.resolve();
    }
  };
  const spawned = system.spawn(actor, { on: "thread" });
  await settle();
  const child = await spawned;
  const replies: unknown[] = [];
  void child.ask("echo", 7).then((reply) => replies.push(reply));
  await Promise.resolve();
  expect(replies).toEqual([]);
  await settle();
  expect(replies).toEqual([7]);
  const hung = child.ask("hang").catch((error: { code: string }) => error.code);
  await settle();
  env.clock.advance(2_000);
  await settle();
  expect(await hung).toBe("ASK_TIMEOUT");
  const stopped = system.stop({ timeoutMs: 50 }).catch(() => {}); // that it had to be killed
  await settle();
  env.clock.advance(50);
  await settle();
  await stopped;
  expect([await child.exited, env.clock.waiting]).toEqual([{ kind: "killed" }, 0]);
});

const parent = defineActor({
  name: "parent",
  module: import.meta.url,
  init: async (_: void, { spawn }) => ({ child: await spawn(actor, { on: { thread: { own: true } } }) }),
  receive: { echo: ({ state }, value: number) => state.child.ask("echo", value) },
});

test("an actor on a clone spawns what this thread has defined, exported or not, on another one", async () => {
  await using system = createClonedSystem({ log: false });
  const child = await system.spawn(parent, { on: "thread" });
  expect(await child.ask("echo", 7)).toBe(7);
});
