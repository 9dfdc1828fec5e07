// What only a real thread can show: the ways in which it dies, and what is known of its messages then.
import { afterEach, expect, onTestFinished, test } from "vitest";
import { createSystem, type System, type SystemEvent } from "troupe";
import { createTally, dangerous, told } from "../fixtures/actors/dangerous.ts";

let system: System;

function start(threads = 1): { lost: SystemEvent<"deadletter">[]; crashes: SystemEvent<"crash">[] } {
  system = createSystem({ threads, log: false });
  const lost: SystemEvent<"deadletter">[] = [];
  const crashes: SystemEvent<"crash">[] = [];
  system.addEventListener("deadletter", (event) => lost.push(event));
  system.addEventListener("crash", (event) => crashes.push(event));
  return { lost, crashes };
}

afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

for (const { way, die, says } of [
  { way: "process.exit()", die: "exit", says: /exited with code 7/ },
  { way: "an error in a timer", die: "throwInTimer", says: /thrown in a timer/ },
  { way: "an unhandled rejection", die: "rejectUnheard", says: /nobody listens/ },
  { way: "being out of memory", die: "exhaust", says: /memory/i },
] as const) {
  test(`a thread that dies of ${way} is a crash of each actor on it, and they go on on a fresh one`, async () => {
    const { crashes } = start();
    const on = { thread: { resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 } } } as const;
    const actors = [await system.spawn(dangerous, { on }), await system.spawn(dangerous, { on })] as const;
    const ask = actors[0].ask(die as "exit", 7).catch((error: unknown) => error);
    expect(codeOf(await ask)).toBe("HOST_LOST");
    expect(await Promise.all(actors.map((actor) => actor.ask("ping")))).toEqual(["pong", "pong"]);
    expect(crashes.map(({ actor }) => actor).toSorted()).toEqual(actors.map(({ path }) => path).toSorted());
    for (const { error } of crashes) {
      expect(codeOf(error)).toBe("HOST_LOST");
      expect(error.message).toMatch(says);
      expect((error as { exitCode?: number }).exitCode).toBe(die === "exit" ? 7 : 1);
    }
  });
}

test("accepted = handled + dead letters, exactly, for two senders when a thread dies in mid-flood", async () => {
  const { lost } = start();
  const deadLetters = (): number => lost.reduce((sum, { count }) => sum + count, 0);
  const allLost = new Promise<void>((resolve) =>
    system.addEventListener("deadletter", () => deadLetters() >= 50_000 && resolve()),
  );
  const receiver = await system.spawn(dangerous, { on: "thread", restart: "never" });
  const sender = await system.spawn(dangerous, { on: { thread: { own: true } } });
  const tally = createTally(10_010);
  sender.tell("flood", { to: receiver, tally, count: 10 }); // makes the way between the two
  while (Atomics.load(tally, 0) < 10) await receiver.ask("ping");
  const latch = createTally(0);
  receiver.tell("holdUp", latch);
  await told(latch);
  sender.tell("flood", { to: receiver, tally, count: 30_000 });
  for (let n = 0; n < 30_000; n++) receiver.tell("count", tally);
  await sender.ask("ping"); // both have told all of it: neither hears of the death before
  Atomics.store(latch, 0, 2);
  Atomics.notify(latch, 0);
  await receiver.exited;
  await allLost;
  await sender.ask("ping");
  expect([tally[0], deadLetters()]).toEqual([10_010, 50_000]);
  const ofHost = lost.filter(({ reason }) => reason === "HOST_LOST");
  expect(ofHost.map(({ to, message }) => [to, message])).toEqual([0, 1].map(() => [receiver.path, undefined]));
});

test("accepted = handled + dead letters, exactly, when a blocked thread is ended by a kill", async () => {
  const { lost } = start();
  const receiver = await system.spawn(dangerous, { on: "thread" });
  const tally = createTally(0);
  const announce = createTally(0);
  for (let n = 0; n < 500; n++) receiver.tell("count", tally);
  receiver.tell("block", announce);
  for (let n = 0; n < 5_000; n++) receiver.tell("count", tally);
  await told(announce);
  expect(await receiver.kill()).toEqual({ kind: "killed" });
  expect(tally[0]).toBe(500);
  expect(lost.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
});

test.each([
  { ends: "is killed", isKilled: true, reasons: ["FINISHED", "HOST_LOST"] },
  { ends: "exits", isKilled: false, reasons: ["FINISHED"] },
])(
  "accepted = handled + dead letters, exactly, when a thread $ends before its turn is over in which an actor has ended",
  async ({ isKilled, reasons }) => {
    const { lost } = start();
    const receiver = await system.spawn(dangerous, { on: "thread", restart: "never" });
    const neighbour = await system.spawn(dangerous, { on: { beside: receiver }, restart: "never" });
    const tally = createTally(0);
    receiver.tell("finishAndExit", isKilled);
    for (let n = 0; n < 400; n++) receiver.tell("count", tally);
    await neighbour.ask("ping"); // they have arrived
    neighbour.tell("release");
    await receiver.exited;
    const left = lost.filter(({ to }) => to === receiver.path);
    expect(left.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect([...new Set(left.map(({ reason }) => reason))]).toEqual(reasons);
  },
);

test("accepted = handled + dead letters, exactly, for a killed handler that sends until its thread has left", async () => {
  const { lost } = start(2);
  const [tally, sent] = [createTally(0), createTally(0)];
  const receiver = await system.spawn(dangerous, { on: "thread" });
  const sender = await system.spawn(dangerous, { on: "thread" });
  sender.tell("floodForever", { to: receiver, tally, sent });
  while (Atomics.load(tally, 0) < 1_000) await receiver.ask("ping");
  await sender.kill();
  await system.stop();
  expect(lost.reduce((sum, { count }) => sum + count, 0)).toBe((sent[0] as number) - (tally[0] as number));
});

test("child.kill() again and again does not put the end of a blocked thread off", async () => {
  start();
  const blocking = await system.spawn(dangerous, { on: "thread", restart: "never", stopTimeoutMs: 600_000 });
  const announce = createTally(0);
  blocking.tell("block", announce);
  await told(announce);
  const again = setInterval(() => void blocking.kill(), 10);
  onTestFinished(() => clearInterval(again));
  expect(await blocking.kill()).toEqual({ kind: "killed" });
});

test("child.kill() ends an actor that blocks its thread, and its neighbours are restarted elsewhere", async () => {
  const { crashes } = start();
  const blocking = await system.spawn(dangerous, { on: "thread", stopTimeoutMs: 600_000 }); // nobody waits for so long
  const neighbours = [await system.spawn(dangerous, { on: "thread" }), await system.spawn(dangerous, { on: "thread" })];
  const announce = createTally(0);
  const asked = blocking.ask("block", announce).catch((error: unknown) => error);
  await told(announce);
  expect(await blocking.kill()).toEqual({ kind: "killed" });
  expect(["KILLED", "HOST_LOST"]).toContain(codeOf(await asked));
  expect(await Promise.all(neighbours.map((actor) => actor.ask("ping")))).toEqual(["pong", "pong"]);
  expect(crashes.map(({ actor }) => actor).toSorted()).toEqual(neighbours.map(({ path }) => path).toSorted());
});

test("child.kill() of an actor whose thread a neighbour blocks ends that thread after stopTimeoutMs", async () => {
  start();
  const blocking = await system.spawn(dangerous, { on: "thread" });
  const neighbour = await system.spawn(dangerous, { on: "thread", stopTimeoutMs: 400 });
  const announce = createTally(0);
  blocking.tell("block", announce);
  await told(announce);
  const begin = performance.now();
  expect(await neighbour.kill()).toEqual({ kind: "killed" });
  expect(performance.now() - begin).toBeGreaterThan(390);
  expect(await blocking.ask("ping")).toBe("pong");
});

test("child.stop() of an actor that blocks its thread kills it after stopTimeoutMs", async () => {
  start();
  const blocking = await system.spawn(dangerous, { on: "thread", stopTimeoutMs: 200 });
  const announce = createTally(0);
  blocking.tell("block", announce);
  await told(announce);
  expect(await blocking.stop()).toEqual({ kind: "killed" });
});

test("system.stop() ends a thread that is blocked for good", async () => {
  start();
  const blocking = await system.spawn(dangerous, { on: "thread", stopTimeoutMs: 200 });
  const announce = createTally(0);
  blocking.tell("block", announce);
  await told(announce);
  await system.stop();
  expect(await blocking.exited).toEqual({ kind: "killed" });
});

test("the death of a thread ends the children elsewhere of the actors on it, before those are restarted", async () => {
  start();
  const { puppet } = await import("../../src/testing/placement-contract/actors/puppet.ts");
  const { probe } = await import("../../src/testing/placement-contract/actors/probe.ts");
  const notes: unknown[] = [];
  const life = await system.spawn(probe, { args: (note) => void notes.push(note) });
  const child = { name: "child", on: "thread", args: { label: "child", life } } as const;
  const parent = await system.spawn(puppet, { on: { thread: { own: true } }, args: { children: [child] } });
  const orphan = await parent.ask("childRef", "child");
  const bomb = await system.spawn(dangerous, { on: { beside: parent }, restart: "never" });
  bomb.tell("exit", 7);
  await bomb.exited;
  await expect(orphan.ask("count")).rejects.toMatchObject({ name: "ActorError" });
  const next = await parent.ask("childRef", "child");
  expect(next.id).not.toBe(orphan.id);
  expect(await next.ask("count")).toBe(1);
  await life.ask("sync");
  expect(notes).toEqual(["child starts", "child starts"]);
});
