// What a system shows and says of a thread that somebody blocks for good.
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystem, type ActorNode, type Child, type RefOf, type System } from "troupe";
import { createTally, dangerous, told } from "../fixtures/actors/dangerous.ts";
import { keeper } from "../fixtures/actors/keeper.ts";

let system: System;

beforeEach(() => {
  system = createSystem({ name: "cell", threads: 1, log: false });
});

afterEach(() => system.stop({ timeoutMs: 0 }));

async function block(actor: RefOf<typeof dangerous>): Promise<void> {
  const announce = createTally(0);
  actor.tell("block", announce);
  await told(announce);
}

async function nodes(): Promise<ActorNode[]> {
  const all = (some: readonly ActorNode[]): ActorNode[] => some.flatMap((node) => [node, ...all(node.children)]);
  return all((await system.tree()).children);
}

function spawn(name: string): Promise<Child<object>> {
  return system.spawn(dangerous, { name, on: "thread" });
}

test("system.tree() shows the actors of a host that does not answer as unknown after 1 s, and all others as they are", async () => {
  const [blocking] = [await system.spawn(dangerous, { name: "blocking", on: "thread" }), await spawn("neighbour")];
  await system.spawn(dangerous, { name: "apart", on: { thread: { own: true } } });
  await system.spawn(dangerous, { name: "inline" });
  await block(blocking);
  const begin = performance.now();
  const shown = await nodes();
  const ms = performance.now() - begin;
  expect(shown.map(({ name, state, mailbox, host }) => [name, state, mailbox, host])).toEqual([
    ["blocking", "unknown", undefined, "thread 1"],
    ["neighbour", "unknown", undefined, "thread 1"],
    ["apart", "running", 0, "thread 2"],
    ["inline", "running", 0, "main"],
  ]);
  expect(ms).toBeGreaterThan(990);
  expect(ms).toBeLessThan(5_000);
});

test("system.tree() shows who answers, though a child of its does not", async () => {
  const parent = await system.spawn(keeper, { name: "keeper", on: "thread" });
  await block(await parent.ask("child"));
  const shown = await nodes();
  expect(shown.map(({ path, state }) => [path, state])).toEqual([
    ["/cell/keeper", "running"],
    ["/cell/keeper/dangerous", "unknown"],
  ]);
});

test("system.get() finds an actor whose host does not answer, and nobody below it", async () => {
  const parent = await system.spawn(keeper, { name: "keeper", on: { thread: { own: true } } });
  const bomb = await system.spawn(dangerous, { name: "bomb", on: { beside: parent } });
  await block(bomb);
  const found = await system.get("/cell/bomb", dangerous);
  expect(found?.id).toBe(bomb.id);
  expect(await system.get("/cell/keeper/dangerous")).toBeUndefined();
  const restarted = once(system, "restart");
  await bomb.kill();
  await restarted; // of the keeper, on another thread and with another child
  expect(await (await system.get("/cell/keeper/dangerous", dangerous))?.ask("ping")).toBe("pong");
});

test("system.tree() does not wait for a host that dies meanwhile", async () => {
  const actor = await system.spawn(dangerous, { name: "it", on: "thread" });
  actor.tell("exit", 7);
  const [it] = await nodes();
  expect(["running", "restarting"]).toContain(it?.state);
});

test("system.stop({ timeoutMs }) that a blocked thread holds up names the thread and its actors", async () => {
  const blocking = await system.spawn(dangerous, { name: "blocking", on: "thread" });
  await block(blocking);
  await expect(system.stop({ timeoutMs: 50 })).rejects.toMatchObject({
    code: "STOP_TIMEOUT",
    message:
      'Cannot stop system "cell" in 50 ms, so it was killed' +
      '; Cannot stop actor "/cell/blocking" in time: thread 1 does not answer',
  });
  expect(await blocking.exited).toEqual({ kind: "killed" });
  system = createSystem({ log: false });
});

test("child.stop() that a blocked thread holds up is a fault event that names the thread", async () => {
  const blocking = await system.spawn(dangerous, { name: "blocking", on: "thread", stopTimeoutMs: 50 });
  const faults: string[] = [];
  system.addEventListener("fault", ({ actor, error }) => faults.push(`${actor}: ${error.message}`));
  await block(blocking);
  expect(await blocking.stop()).toEqual({ kind: "killed" });
  expect(faults).toEqual(['/cell/blocking: Cannot stop actor "/cell/blocking" in time: thread 1 does not answer']);
});
