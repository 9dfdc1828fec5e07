// What only real threads can show of recoveries: siblings that are to go down, or to come back, where a thread is blocked.
import { afterEach, expect, test } from "vitest";
import { createSystem, defineActor, type RefOf, type System } from "troupe";
import { puppet } from "../../src/testing/placement-contract/actors/puppet.ts";
import type { PuppetRef } from "../../src/testing/placement-contract/actors/puppet-protocol.ts";
import { createTally, dangerous, told } from "../fixtures/actors/dangerous.ts";

type Dangerous = RefOf<typeof dangerous>;

let system: System;

afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

/** A family of one that has a thread of its own and one that shares its thread with others; `untilBack` is for both. */
async function raise(): Promise<{ apart: Dangerous; among: Dangerous; crashes: string[]; untilBack: Promise<void> }> {
  system = createSystem({ threads: 1, log: false });
  const parent = await system.spawn(
    defineActor({
      name: "parent",
      supervise: { strategy: "one-for-all", backoff: { minMs: 0 } },
      init: async (_: void, { spawn }) => ({
        apart: await spawn(dangerous, { name: "apart", on: { thread: { own: true } } }),
        among: await spawn(dangerous, { name: "among", on: "thread", stopTimeoutMs: 200 }),
      }),
      receive: { children: ({ state }): { apart: Dangerous; among: Dangerous } => state },
    }),
  );
  const crashes: string[] = [];
  system.addEventListener("crash", ({ actor, error }) => {
    crashes.push(`${actor.slice(actor.lastIndexOf("/") + 1)} ${(error as { code?: string }).code}`);
  });
  const untilBack = new Promise<void>((resolve) => {
    system.addEventListener("restart", ({ actor }) => actor.endsWith("/among") && resolve());
  });
  return { ...(await parent.ask("children")), crashes, untilBack };
}

async function block(actor: Dangerous): Promise<void> {
  const announce = createTally(0);
  actor.tell("block", announce);
  await told(announce);
}

test("a halted sibling that blocks its thread loses it after its stopTimeoutMs, which counts as one more failure", async () => {
  const { apart, among, crashes, untilBack } = await raise();
  await block(among);
  apart.tell("exit", 7);
  await untilBack;
  expect(crashes).toEqual(["apart HOST_LOST", "among HOST_LOST"]);
  expect(await Promise.all([apart, among].map((actor) => actor.ask("ping")))).toEqual(["pong", "pong"]);
});

test("a halted sibling whose thread a neighbour blocks comes back on another one", async () => {
  const { apart, among, crashes, untilBack } = await raise();
  const neighbour = await system.spawn(dangerous, { name: "neighbour", on: { beside: among } });
  await block(neighbour);
  apart.tell("exit", 7);
  await untilBack;
  expect(crashes.toSorted()).toEqual(["among HOST_LOST", "apart HOST_LOST", "neighbour HOST_LOST"]);
  expect(await Promise.all([apart, among, neighbour].map((actor) => actor.ask("ping")))).toEqual(Array(3).fill("pong"));
});

test("a restart on a thread that a neighbour blocks is given up after startTimeoutMs, and comes to pass on another one", async () => {
  system = createSystem({ threads: 1, log: false });
  const neighbour = await system.spawn(dangerous, { on: "thread" });
  const parent = await system.spawn(
    defineActor({
      name: "parent",
      supervise: { backoff: { minMs: 300, jitter: 0 } },
      init: (_: void, { spawn }) => spawn(puppet, { args: {}, on: "thread", startTimeoutMs: 1_000 }),
      receive: { child: ({ state }): PuppetRef => state },
    }),
  );
  const child = await parent.ask("child");
  const [crashed, back] = ["crash", "restart"].map(
    (name) =>
      new Promise<void>((resolve) =>
        system.addEventListener(name as "crash", ({ actor }) => actor === child.path && resolve()),
      ),
  );
  child.tell("fail", "as told");
  await crashed;
  await block(neighbour); // while the child waits for its restart
  await back;
  expect(await child.ask("count")).toBe(1);
  expect(await neighbour.ask("ping")).toBe("pong");
});
