// What a picture of a system shows over time, on a clock that the tests move.
import { expect, test } from "vitest";
import { defineActor, type ActorNode, type ActorState } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";

const backoff = { minMs: 100, factor: 2, jitter: 0 };

const leaf = defineActor({
  name: "leaf",
  module: import.meta.url,
  receive: {
    fail(): void {
      throw new Error("as told");
    },
    hang: () => new Promise<void>(() => {}),
    ping: () => "pong",
    note() {},
  },
});

const branch = defineActor({
  name: "branch",
  module: import.meta.url,
  supervise: { backoff, maxRestarts: 2 },
  async init(_, { spawn }) {
    await spawn(leaf, { name: "one", on: "thread" });
    await spawn(leaf, { name: "two" });
  },
  receive: {},
});

/** A system of one actor with two children, the first of which does as it is told. */
async function plant(on: "inline" | "thread") {
  const system = createTestSystem();
  const parent = await system.spawn(branch, { name: "branch", on });
  const one = await system.get("/test/branch/one", leaf);
  return { system, branch: parent, tell: (type: "fail" | "hang") => one?.tell(type) };
}

/** All actors by their names, the system too. */
async function look(system: TestSystem): Promise<Record<string, ActorNode>> {
  const all = (nodes: readonly ActorNode[]): ActorNode[] => nodes.flatMap((node) => [node, ...all(node.children)]);
  const nodes = await settled(system, system.tree());
  return Object.fromEntries(all(nodes.children).map((node) => [node.name, node]));
}

async function states(system: TestSystem): Promise<Record<string, ActorState>> {
  const { state, children } = await settled(system, system.tree());
  const all = (nodes: readonly ActorNode[]): [string, ActorState][] =>
    nodes.flatMap((node) => [[node.name, node.state], ...all(node.children)]);
  return Object.fromEntries([["system", state], ...all(children)]);
}

async function settled<Value>(system: TestSystem, promise: Promise<Value>): Promise<Value> {
  await system.settled();
  return promise;
}

test.each(["inline", "thread"] as const)("system.tree() counts uptime from the last start (%s)", async (on) => {
  const { system, tell } = await plant(on);
  await system.advance(5_000);
  tell("fail");
  await system.settled();
  await system.advance(30); // it is still down
  expect(await look(system)).toMatchObject({
    branch: { uptimeMs: 5_030, restarts: 0 },
    one: { uptimeMs: 5_030, restarts: 0 },
  });
  await system.advance(80); // it was started again after 100
  expect(await look(system)).toMatchObject({
    branch: { uptimeMs: 5_110 },
    one: { uptimeMs: 10, restarts: 1 },
    two: { uptimeMs: 5_110, restarts: 0 },
  });
  expect((await system.tree()).uptimeMs).toBe(5_110);
  await system.stop();
});

test.each(["inline", "thread"] as const)(
  "system.tree() shows a crash and its way up: who is down, who restarts whom, who runs again (%s)",
  async (on) => {
    const { system, tell } = await plant(on);
    const well = { system: "running", branch: "running", one: "running", two: "running" };
    expect(await states(system)).toEqual(well);
    for (let crash = 1; crash <= 2; crash++) {
      tell("fail");
      await system.settled();
      expect(await states(system)).toEqual({ ...well, branch: "restarting", one: "restarting" });
      await system.advance(400);
      expect(await states(system)).toEqual(well);
    }
    tell("fail"); // one too many
    await system.settled();
    expect(await states(system)).toEqual({ system: "restarting", branch: "restarting" });
    await system.advance(400);
    expect(await states(system)).toEqual(well);
    await system.stop();
    expect(await states(system)).toEqual({ system: "ended" });
  },
);

test.each(["inline", "thread"] as const)("system.tree() shows who drains and who stops (%s)", async (on) => {
  const { system, branch, tell } = await plant(on);
  tell("hang");
  await system.settled();
  const drained = branch.stop({ drain: true });
  await system.settled();
  // Of two that drain side by side the one that has nothing to do has ended by now.
  expect(await states(system)).toEqual({ system: "running", branch: "finishing", one: "finishing" });
  const stopped = branch.stop();
  await system.settled();
  expect(await states(system)).toEqual({ system: "running", branch: "stopping", one: "stopping" });
  await system.advance(5_000);
  expect([await drained, await stopped]).toEqual([{ kind: "killed" }, { kind: "killed" }]);
  await system.stop();
});

test("system.tree() shows an actor whose host has died as restarting, and nowhere, until it has a place again", async () => {
  const system = createTestSystem();
  await system.spawn(branch, { name: "branch" });
  const one = await system.get("/test/branch/one", leaf);
  await settled(system, one?.ask("ping") as Promise<unknown>);
  const before = (await look(system))["one"];
  expect(before).toMatchObject({ host: "thread 1", state: "running", mailbox: 0 });
  system.killHost(1);
  await system.settled();
  one?.tell("note");
  expect((await look(system))["one"]).toMatchObject({ host: "nowhere", state: "restarting", mailbox: undefined });
  await system.advance(100);
  expect((await look(system))["one"]).toMatchObject({ host: "thread 2", state: "running", mailbox: 0, restarts: 1 });
  await system.stop();
});

test("system.tree() waits for no host that dies meanwhile, and no time passes", async () => {
  const system = createTestSystem();
  await system.spawn(branch, { name: "branch" });
  const tree = system.tree();
  system.killHost(1);
  const [node] = (await settled(system, tree)).children;
  expect(node?.children.map(({ name, state }) => [name, state])).toEqual([
    ["one", "restarting"],
    ["two", "running"],
  ]);
  expect(system.clock.now()).toBe(0);
  await system.stop();
});

test("system.tree() shows a stop that waits for the statechart, and a drain that waits for a restart", async () => {
  const system = createTestSystem();
  const child = await system.spawn(leaf, { name: "leaf" });
  child.tell("fail");
  await system.settled();
  const drained = child.stop({ drain: true, timeoutMs: 10 });
  expect(await states(system)).toEqual({ system: "restarting", leaf: "restarting" });
  const faults: string[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error.message));
  await system.advance(10);
  expect(await drained).toEqual({ kind: "killed" });
  expect(faults).toEqual(['Cannot stop actor "/test/leaf" in time: it has crashed and waits for its restart']);
  await system.stop();
});
