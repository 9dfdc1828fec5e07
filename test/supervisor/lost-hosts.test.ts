// What becomes of actors whose host has died, and of those who still look for them.
import { expect, test } from "vitest";
import { defineActor, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

interface Echo {
  echo: (value: number) => number;
}

const echo = defineActor({
  name: "echo",
  module: import.meta.url,
  receive: {
    echo: (_, value: number) => value,
    visit: (_, ref: ActorRef<Echo>) => ref.ask("echo", 1).catch((error: { code?: string }) => error.code ?? "no code"),
  },
});

test.each([undefined, 1, 2, 3])("children that died with a host come back in order (seed %j)", async (seed) => {
  await using system = createTestSystem({ threads: 1, ...(seed !== undefined && { seed }) });
  const names = ["a", "b", "c", "d", "e", "f"];
  const parent = defineActor({
    name: "parent",
    supervise: { strategy: "one-for-one", maxRestarts: 1, backoff: { minMs: 1_000, jitter: 1 } },
    async init(_: void, { spawn }) {
      for (const name of names) await spawn(echo, { name, on: "thread" });
    },
    receive: {},
  });
  await system.spawn(parent);
  const pauses = new Set<unknown>();
  const back: string[] = [];
  system.addEventListener("crash", ({ pauseMs }) => pauses.add(pauseMs));
  system.addEventListener("restart", ({ actor }) => back.push(actor.slice(-1)));
  system.killHost(1);
  await system.advance(10_000);
  expect(pauses.size).toBe(1);
  expect(back).toEqual(names);
});

test("an actor beside one that has ended is restarted on another thread; to start it there is GONE", async () => {
  await using system = createTestSystem();
  const host = await system.spawn(echo, { name: "host", on: { thread: { own: true } } });
  const [guest, heir] = [
    await system.spawn(echo, { name: "guest", on: { beside: host } }),
    await system.spawn(echo, { name: "heir", on: { beside: host } }),
  ];
  await host.stop();
  system.killHost(1);
  await system.advance(1_000);
  expect(await Promise.all([guest, heir].map((ref) => ref.ask("echo", 7)))).toEqual([7, 7]);
  const { children } = await system.tree();
  for (const { host: itsHost } of children) expect(itsHost).not.toMatch(/\b[01]$/);
  await expect(system.spawn(echo, { name: "late", on: { beside: host } })).rejects.toMatchObject({
    code: "START_FAILED",
    cause: { code: "GONE", message: 'Cannot start actor "echo" beside "/test/host": that actor has ended' },
  });
  expect((await system.tree()).children.map(({ name }) => name)).toEqual(["guest", "heir"]);
});

test("an actor beside one that lives on is restarted beside it", async () => {
  await using system = createTestSystem();
  const host = await system.spawn(echo, { name: "host", on: { thread: { own: true } } });
  const guest = await system.spawn(echo, { name: "guest", on: { beside: host } });
  system.killHost(1);
  await system.advance(1_000);
  expect(await guest.ask("echo", 7)).toBe(7);
  const hosts = (await system.tree()).children.map(({ host: itsHost }) => itsHost);
  expect(new Set(hosts).size).toBe(1);
});

test("an actor cannot be placed beside one of another system", async () => {
  await using system = createTestSystem();
  await using other = createTestSystem({ name: "other" });
  for (const on of ["inline", "thread"] as const) {
    const foreign = await other.spawn(echo, { on });
    await expect(system.spawn(echo, { on: { beside: foreign } })).rejects.toMatchObject({
      code: "START_FAILED",
      cause: {
        code: "BAD_OPTION",
        message: `Cannot start actor "echo" beside "${foreign.path}": that actor belongs to another system`,
      },
    });
  }
  expect((await system.tree()).children).toEqual([]);
});

const family = defineActor({
  name: "family",
  module: import.meta.url,
  init: async (_: void, { spawn }) => ({ child: await spawn(echo, { name: "child", on: { thread: { own: true } } }) }),
  receive: { child: ({ state }): ActorRef<Echo> => state.child },
});

test("a ref into a host that was buried long ago ends in an end, from wherever it is used, and again", async () => {
  await using system = createTestSystem({ threads: 3 });
  const parent = await system.spawn(family, { restart: "never", on: { thread: { own: true } } });
  const child = await parent.ask("child");
  const early = await system.spawn(echo, { on: "thread" });
  system.killHost(1);
  await system.settled();
  const late = await system.spawn(echo, { on: { thread: { own: true } } });
  const ends = ["HOST_LOST", "GONE", "CRASHED"];
  for (let round = 0; round < 3; round++) {
    for (const visitor of [early, late]) {
      for (const ref of [child, parent as unknown as ActorRef<Echo>]) {
        const visit = visitor.ask("visit", ref);
        const own = ref.ask("echo", 1).catch((error: { code?: string }) => error.code);
        await system.settled();
        expect([ends, ends]).toEqual([expect.arrayContaining([await visit]), expect.arrayContaining([await own])]);
      }
    }
  }
});
