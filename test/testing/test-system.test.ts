import { expect, test } from "vitest";
import { defineActor, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";
import { neighbour } from "./fixtures/neighbour.ts";

interface Noted {
  note: (text: string) => void;
}

/** Passes each text on to the next one in line, on a host further along, and the last one notes it. */
const relay = defineActor({
  name: "relay",
  module: import.meta.url,
  async init({ hops, to }: { hops: number; to: ActorRef<Noted> }, { spawn }): Promise<{ next: ActorRef<Noted> }> {
    if (hops === 0) return { next: to };
    return { next: await spawn(relay, { args: { hops: hops - 1, to }, on: { thread: { own: true } } }) };
  },
  receive: {
    note: ({ state }, text: string): void => state.next.tell("note", `${text}.`),
  },
});

const metronome = defineActor({
  name: "metronome",
  module: import.meta.url,
  init(to: ActorRef<Noted>, { every }) {
    every(100, "tick");
    return { to, ticks: 0 };
  },
  receive: {
    async tick({ state }) {
      for (let awaits = 0; awaits < 50; awaits++) await Promise.resolve();
      state.to.tell("note", `tick ${++state.ticks}`);
    },
  },
});

const held = defineActor({
  name: "held",
  module: import.meta.url,
  init: (to: ActorRef<Noted>) => to,
  receive: {
    hold: () => new Promise<void>(() => {}),
    note: ({ state }, text: string) => state.tell("note", text),
  },
});

test("system.settled() waits for a chain over three hosts, and for their start", async () => {
  await using system = createTestSystem({ threads: 1 });
  const probe = await system.createProbe<Noted>();
  const hosts = new Set<string>();
  system.addEventListener("start", ({ id }) => hosts.add(id.slice(id.indexOf(":") + 1, id.indexOf("."))));
  const spawned = system.spawn(relay, { args: { hops: 2, to: probe.ref }, on: { thread: { own: true } } });
  let first: ActorRef<Noted> | undefined;
  void spawned.then((ref) => (first = ref));
  await system.settled();
  expect(hosts).toEqual(new Set(["0", "1", "2"])); // by the host of the parent, which numbers its children
  for (const text of ["a", "b"]) first?.tell("note", text);
  await system.settled();
  expect((await probe.receiveAll()).map(({ payload }) => payload)).toEqual(["a...", "b..."]);
  expect(system.clock.now()).toBe(0);
});

test("system.settled() waits for the import of a definition that no host was handed yet", async () => {
  await using system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  const child = await system.spawn(held, { args: probe.ref, on: "thread" });
  const spawned = system.spawn(neighbour, { args: probe.ref, on: { beside: child } });
  await system.settled();
  expect(await probe.receive("note")).toBe("moved in");
  expect((await spawned).path).toBe("/test/neighbour-1");
});

test("system.settled() is not held by a handler at a gate, nor by what waits behind it", async () => {
  await using system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  const actor = await system.spawn(held, { args: probe.ref, on: "thread" });
  actor.tell("hold");
  actor.tell("note", "behind");
  await system.settled();
  await probe.expectNothing();
});

test("system.settled() tells of messages that lead to messages without end", async () => {
  const system = createTestSystem();
  const [one, other] = [await system.spawn(partner), await system.spawn(partner)];
  one.tell("play", other);
  await expect(system.settled()).rejects.toThrow(/messages lead to messages without end, for one turn/);
  await system.stop();
});

test("system.settled() tells of messages without end between hosts", async () => {
  await using system = createTestSystem();
  const [one, other] = [await system.spawn(partner), await system.spawn(partner, { on: "thread" })];
  one.tell("play", other);
  await expect(system.settled()).rejects.toThrow(/Cannot settle: messages lead to messages without end/);
});

interface Partner {
  play: (other: ActorRef<Partner>) => void;
}
const partner = defineActor({
  name: "partner",
  module: import.meta.url,
  receive: {
    play: ({ self }, other: ActorRef<Partner>): void => other.tell("play", self),
  },
});

test("system.advance() drives ctx.every() exactly, with every tick handled at its own time", async () => {
  await using system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  await system.spawn(metronome, { args: probe.ref, on: "thread" });
  await system.advance(99);
  await probe.expectNothing();
  await system.advance(1);
  expect(await probe.receive("note")).toBe("tick 1");
  await system.advance(350);
  expect((await probe.receiveAll()).map(({ payload }) => payload)).toEqual(["tick 2", "tick 3", "tick 4"]);
  expect(system.clock.now()).toBe(450);
});

test("system.clock.advance() lets nothing be handled on the way: one tick waits, as in a blocked thread", async () => {
  await using system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  await system.spawn(metronome, { args: probe.ref });
  system.clock.advance(1_000);
  expect((await probe.receiveAll()).map(({ payload }) => payload)).toEqual(["tick 1"]);
});

test("system.killHost() takes the host of an actor, which is restarted when the clock says so", async () => {
  await using system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  const actor = await system.spawn(metronome, { args: probe.ref, on: "thread" });
  await system.advance(100);
  system.killHost(actor);
  await system.advance(50); // less than the shortest pause before a restart
  expect(await probe.receive("note")).toBe("tick 1");
  await system.advance(300);
  expect(await probe.receive("note")).toBe("tick 1");
  expect(() => system.killHost(7)).toThrow(/Cannot kill host 7: the hosts that can be killed are 2/);
});

test("system.stop() lets time pass by itself, so that an actor at a gate is killed after its stopTimeoutMs", async () => {
  const system = createTestSystem();
  const probe = await system.createProbe<Noted>();
  const actor = await system.spawn(held, { args: probe.ref, stopTimeoutMs: 3_000 });
  actor.tell("hold");
  await system.settled();
  await system.stop();
  expect(await actor.exited).toEqual({ kind: "killed" });
  expect([system.clock.now(), system.clock.waiting]).toEqual([3_000, 0]);
});

test("system.stop() with drain waits for what happens outside", async () => {
  const system = createTestSystem();
  const handled: string[] = [];
  const slow = defineActor({
    name: "slow",
    receive: {
      async work() {
        for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => void setImmediate(resolve));
        handled.push("work");
      },
    },
  });
  const actor = await system.spawn(slow);
  actor.tell("work");
  actor.tell("work");
  await system.stop({ drain: true });
  expect(handled).toEqual(["work", "work"]);
});

test("createTestSystem() names itself test and writes no log, unless told otherwise", async () => {
  await using system = createTestSystem();
  expect([system.name, system.seed, (await system.spawn(partner)).path]).toEqual([
    "test",
    undefined,
    "/test/partner-1",
  ]);
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = { debug: write, info: write, warn: write, error: write };
  await using logged = createTestSystem({ name: "shop", log });
  (await logged.spawn(partner)).tell("pay" as "play", undefined as never);
  await logged.settled();
  expect(lines).toEqual([expect.stringContaining("/shop/partner-1")]);
});

test.each([[{ seed: 1.5 }], [{ seed: "x" }], [{ seed: null }], [{ thread: 1 }], [{ log: "x" }]])(
  "createTestSystem(%o) refuses a wrong option",
  (options) => {
    expect(() => createTestSystem(options as object)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  },
);

test.each([[-1], [Number.NaN], [Infinity], ["1"], [undefined]])(
  "system.advance(%o) refuses a wrong time",
  async (ms) => {
    await using system = createTestSystem();
    await expect(system.advance(ms as number)).rejects.toThrow(/Cannot advance the clock: ms must be/);
    expect(() => system.clock.advance(ms as number)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  },
);
