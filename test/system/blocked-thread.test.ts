// What a system shows and says of a thread that somebody blocks for good.
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystem, type ActorNode, type Child, type RefOf, type System } from "troupe";
import { createPlatformParts, createSystemOn, type SystemParts } from "../../src/system.ts";
import { createTally, dangerous, told } from "../fixtures/actors/dangerous.ts";
import { keeper } from "../fixtures/actors/keeper.ts";

/** How long the main thread waits for a host that is asked how its actors are. */
const PATIENCE_MS = 1_000;

let system: System;
/** What happens when that time is over, which it is when a test says so: a slow thread is none that does not answer. */
let held: (() => void)[];
/** What happens when a host has answered. */
let answered: () => void;

beforeEach(() => {
  held = [];
  answered = () => {};
  system = createSystemOn({ name: "cell", threads: 1, log: false }, createPatientParts());
});

function createPatientParts(): SystemParts {
  const { env, ...parts } = createPlatformParts();
  const { now, setTimer } = env.clock;
  const patient: typeof setTimer = (ms, run) => {
    if (ms !== PATIENCE_MS) return setTimer(ms, run);
    held.push(run);
    return {
      cancel() {
        held = held.filter((other) => other !== run);
        answered();
      },
    };
  };
  return { ...parts, env: { ...env, clock: { now, setTimer: patient } } };
}

function patienceIsOver(): void {
  for (const run of held.splice(0)) run();
}

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
  const one = new Promise<void>((resolve) => (answered = resolve));
  let isShown = false;
  const looked = nodes().finally(() => (isShown = true));
  await one;
  expect([isShown, held.length]).toEqual([false, 2]);
  patienceIsOver();
  const shown = await looked;
  expect(shown.map(({ name, state, mailbox, host }) => [name, state, mailbox, host])).toEqual([
    ["blocking", "unknown", undefined, "thread 1"],
    ["neighbour", "unknown", undefined, "thread 1"],
    ["apart", "running", 0, "thread 2"],
    ["inline", "running", 0, "main"],
  ]);
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
  const looked = [system.get("/cell/bomb", dangerous), system.get("/cell/keeper/dangerous")] as const;
  patienceIsOver();
  const [found, below] = await Promise.all(looked);
  expect([found?.id, below]).toEqual([bomb.id, undefined]);
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
