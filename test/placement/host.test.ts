// A whole host on a manual clock: what takes time in the contract takes none here, and each limit is met to the ms.
import { expect, test } from "vitest";
import { defineActor, type SuperviseOptions } from "troupe";
import { ActorError } from "../../src/core/errors.ts";
import { createManualHost } from "./manual-host.ts";

const never = new Promise<never>(() => {});

const actor = defineActor({
  name: "actor",
  init: (how?: "hang" | "async") => (how === "hang" ? never : how === "async" ? Promise.resolve() : undefined),
  receive: {
    fail(): void {
      throw new Error("as told");
    },
    hang: () => never,
    echo: (_ctx, value: number) => value,
  },
});

function supervisorOf(supervise: SuperviseOptions) {
  return defineActor({
    name: "supervisor",
    supervise,
    init: async (_: undefined, { spawn }) => spawn(actor, { name: "child" }),
    receive: { fail: ({ state }) => state.tell("fail") },
  });
}

async function started<Child>(host: ReturnType<typeof createManualHost>, spawned: Promise<Child>): Promise<Child> {
  await host.settle();
  return spawned;
}

test("spawn() rejects with START_TIMEOUT after 10 s by default, and leaves no timer", async () => {
  const host = createManualHost();
  const spawned = host.spawn(actor, { args: "hang" }).catch((error: unknown) => error);
  await host.pass(9_999);
  expect(host.root.count).toBe(1);
  await host.pass(1);
  expect(await spawned).toMatchObject({ code: "START_TIMEOUT" });
  expect([host.root.count, host.env.clock.waiting]).toEqual([0, 0]);
});

test("spawn() of an actor with an async init leaves no timer when that has returned", async () => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor, { args: "async" }));
  expect(host.env.clock.waiting).toBe(0);
  void child.stop();
  await host.settle();
  expect(host.env.clock.waiting).toBe(0);
});

test("child.stop() kills after 5 s by default, and leaves no timer", async () => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor));
  child.tell("hang");
  await host.settle();
  const exited = child.stop();
  let exit: unknown;
  void exited.then((its) => (exit = its));
  await host.pass(4_999);
  expect(exit).toBeUndefined();
  await host.pass(1);
  expect(exit).toEqual({ kind: "killed" });
  expect(host.env.clock.waiting).toBe(0);
});

test("ref.ask() times out after askTimeoutMs, at most a thirty-second part late", async () => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor));
  let error: unknown;
  child.ask("hang").catch((thrown: unknown) => (error = thrown));
  await host.pass(29_999);
  expect(error).toBeUndefined();
  await host.pass(1 + 30_000 / 32);
  expect(error).toMatchObject({ code: "ASK_TIMEOUT" });
});

test("a restart waits longer with each crash that still counts: 100 ms, 200 ms, 400 ms, then no more", async () => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor));
  const restarts: number[] = [];
  for (let crash = 1; crash <= 4; crash++) {
    child.tell("fail");
    await host.settle();
    const begin = host.env.clock.now();
    const before = host.events.filter(({ name }) => name === "restart").length;
    while (host.events.filter(({ name }) => name === "restart").length === before) {
      if (host.root.count === 0) break;
      await host.pass(10);
    }
    restarts.push(host.env.clock.now() - begin);
  }
  expect(restarts).toEqual([100, 200, 400, 0]);
  expect(host.events.at(-1)).toMatchObject({ name: "exit", data: { exit: { kind: "crashed" } } });
});

test("a restart after a long quiet time waits no longer than the first one", async () => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor));
  for (let crash = 1; crash <= 3; crash++) {
    child.tell("fail");
    await host.pass(1_000);
  }
  await host.pass(60_000);
  const before = host.events.filter(({ name }) => name === "restart").length;
  child.tell("fail");
  await host.pass(110);
  expect(host.events.filter(({ name }) => name === "restart").length).toBe(before + 1);
});

test("maxRestarts counts within withinMs alone: crashes that are far apart are borne for ever", async () => {
  const host = createManualHost();
  const supervisor = await started(
    host,
    host.spawn(supervisorOf({ maxRestarts: 1, withinMs: 1_000, backoff: { minMs: 0 } })),
  );
  for (let crash = 1; crash <= 5; crash++) {
    supervisor.tell("fail");
    await host.pass(1_001);
  }
  expect(host.events.filter(({ name }) => name === "restart").length).toBe(5);
  supervisor.tell("fail");
  await host.pass(500);
  supervisor.tell("fail");
  await host.settle();
  const decisions = host.events.flatMap(({ name, data }) =>
    name === "crash" ? [(data as { decision: string }).decision] : [],
  );
  expect(decisions.slice(-3)).toEqual(["restart", "escalate", "restart"]);
});

test("a supervisor whose handler never returns crashes all the same, once stopTimeoutMs has passed", async () => {
  const host = createManualHost();
  const stuck = defineActor({
    name: "stuck",
    supervise: { maxRestarts: 0 },
    init: async (_: undefined, { spawn }) => spawn(actor, { name: "child" }),
    receive: {
      hang: ({ state }) => {
        state.tell("fail");
        return never;
      },
    },
  });
  const child = await started(host, host.spawn(stuck, { restart: "never" }));
  let exit: unknown;
  void child.exited.then((its) => (exit = its));
  child.tell("hang");
  await host.pass(4_990);
  expect(exit).toBeUndefined();
  await host.pass(20);
  expect(exit).toMatchObject({ kind: "crashed", error: { message: "as told" } });
  expect(host.env.clock.waiting).toBe(0);
});

test.each([-1, Number.NaN])("ref.with({ timeoutMs: %d }) is refused", async (timeoutMs) => {
  const host = createManualHost();
  const child = await started(host, host.spawn(actor));
  expect(() => child.with({ timeoutMs })).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test("host.bury() leaves no more of a dead host than that it is buried", async () => {
  const { host, settle } = createManualHost();
  for (let other = 1; other <= 3; other++) {
    host.lose(other, new ActorError("HOST_LOST", `Thread ${other} has died`));
    await settle();
    expect([...host.exchange.peers].map((peer) => peer.host)).toEqual([other]);
    await host.bury(other);
    expect([[...host.exchange.peers], host.hasBuried(other)]).toEqual([[], true]);
  }
});
