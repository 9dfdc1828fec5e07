// Recoveries on a manual clock: pauses are met to the ms, and nothing hangs that could.
import { expect, test } from "vitest";
import { defineActor, type ActorDefinition, type Child, type Restart, type SuperviseOptions } from "troupe";
import { createTestSystem, type TestSystem } from "troupe/testing";

/** What is to become of a child; a test may change it at any time. */
interface Fate {
  /** Its restarts throw. */
  cannotStart?: boolean;
  /** Its restarts wait for that. */
  starts?: Promise<unknown>;
  /** Its hook waits for that. */
  ends?: Promise<unknown>;
}

interface ChildProtocol {
  fail: () => void;
  hang: () => never;
  count: () => number;
  finish: () => unknown;
}

type Kid = ActorDefinition<void, ChildProtocol, unknown, undefined>;

const never = new Promise<never>(() => {});

function defineChild(name: string, fate: Fate = {}): Kid {
  let isFirst = true;
  return defineActor({
    name,
    init: async () => {
      if (!isFirst) await fate.starts;
      if (!isFirst && fate.cannotStart === true) throw new Error(`${name} cannot start`);
      isFirst = false;
      return { count: 0 };
    },
    receive: {
      fail(): void {
        throw new Error(`${name} failed`);
      },
      hang: () => never,
      count: ({ state }) => ++state.count,
      finish: ({ finish }) => finish(name),
    },
    ended: () => fate.ends,
  });
}

function defineParent(supervise: SuperviseOptions, kids: readonly Kid[]) {
  return defineActor({
    name: "parent",
    supervise,
    init: async (_: void, { spawn }) => {
      const children = new Map<string, Child<ChildProtocol>>();
      for (const kid of kids) children.set(kid.name, await spawn(kid, { name: kid.name }));
      return children;
    },
    receive: {
      async add({ state, spawn }, kid: Kid) {
        state.set(kid.name, await spawn(kid, { name: kid.name }));
      },
      tell({ state }, [name, type]: readonly [string, "fail" | "hang" | "finish"]) {
        state.get(name)?.tell(type);
      },
      count: ({ state }, name: string) => state.get(name)?.ask("count"),
      async stop({ state }, name: string) {
        await state.get(name)?.stop();
      },
      /** While those have something to handle yet. */
      finish({ state, finish }, failing: readonly string[]) {
        for (const name of failing) state.get(name)?.tell("fail");
        return finish("its value");
      },
    },
  });
}

async function raise(system: TestSystem, supervise: SuperviseOptions, kids: readonly Kid[], restart?: Restart) {
  const noted: string[] = [];
  const note = (actor: string, what: string): void => {
    noted.push(`${system.clock.now()} ${actor.slice(actor.lastIndexOf("/") + 1)} ${what}`);
  };
  system.addEventListener("crash", ({ actor, pauseMs }) => note(actor, `waits ${pauseMs}`));
  system.addEventListener("restart", ({ actor }) => note(actor, "is back"));
  const parent = await soon(system, system.spawn(defineParent(supervise, kids), restart && { restart }));
  return { parent, noted };
}

/** What it comes to without any time passing. */
async function soon<Value>(system: TestSystem, promise: Promise<Value>): Promise<Value> {
  const late = {};
  await system.settled();
  const value = await Promise.race([promise, Promise.resolve(late)]);
  if (value === late) throw new Error("it takes time");
  return value as Value;
}

const steady = { minMs: 1_000, factor: 2, maxMs: 10_000, jitter: 0 };

test("a pause grows while restarts fail, however long that lasts; a time without failure ends the row", async () => {
  await using system = createTestSystem();
  const fate: Fate = {};
  const supervise = { maxRestarts: Infinity, withinMs: 5_000, backoff: steady };
  const { parent, noted } = await raise(system, supervise, [defineChild("a", fate)]);
  fate.cannotStart = true;
  parent.tell("tell", ["a", "fail"]);
  await system.advance(30_000);
  fate.cannotStart = false;
  await system.advance(5_000 + 4_999);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(10_000 + 5_000);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(1_000);
  expect(noted).toEqual([
    "0 a waits 1000",
    "1000 a waits 2000",
    "3000 a waits 4000",
    "7000 a waits 8000",
    "15000 a waits 10000",
    "25000 a waits 10000",
    "35000 a is back",
    "39999 a waits 10000",
    "49999 a is back",
    "54999 a waits 1000",
    "55999 a is back",
  ]);
});

test("a recovery that a second failure joins ends when the later of the two pauses is over", async () => {
  await using system = createTestSystem();
  const supervise = { strategy: "one-for-all", maxRestarts: Infinity, backoff: steady } as const;
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), defineChild("b")]);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(1_000);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(500);
  parent.tell("add", defineChild("late"));
  parent.tell("tell", ["late", "fail"]);
  await system.advance(1_500);
  expect(noted.splice(0)).toEqual([
    "0 a waits 1000",
    ...["a", "b"].map((name) => `1000 ${name} is back`),
    "1000 a waits 2000",
    "1500 late waits 1000",
    ...["a", "b", "late"].map((name) => `3000 ${name} is back`),
  ]);
});

test("a second failure while siblings still stop does not shorten the pause of the first", async () => {
  await using system = createTestSystem();
  const supervise = { strategy: "one-for-all", maxRestarts: Infinity, backoff: { ...steady, minMs: 8_000 } } as const;
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), defineChild("b"), defineChild("c")]);
  parent.tell("tell", ["c", "hang"]);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(4_000);
  parent.tell("tell", ["b", "fail"]); // c is let go after 5,000 ms
  await system.advance(20_000);
  expect(noted).toEqual([
    "0 a waits 8000",
    "4000 b waits 8000",
    ...["a", "b", "c"].map((name) => `12000 ${name} is back`),
  ]);
});

test("rest-for-one: failures that meet make one recovery, in which nobody is restarted twice or not at all", async () => {
  await using system = createTestSystem();
  let start!: () => void;
  const late = defineChild("late", { starts: new Promise<void>((resolve) => (start = resolve)) });
  const supervise = { strategy: "rest-for-one", maxRestarts: Infinity, backoff: steady } as const;
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), defineChild("b")]);
  parent.tell("tell", ["b", "fail"]);
  await system.settled();
  for (const kid of [late, defineChild("last")]) parent.tell("add", kid);
  await system.advance(500);
  parent.tell("tell", ["late", "fail"]);
  await system.advance(1_500); // the restart of late is under way
  parent.tell("tell", ["a", "fail"]);
  await system.advance(5_000);
  start();
  await system.advance(5_000);
  expect(noted).toEqual([
    "0 b waits 1000",
    "500 late waits 1000",
    "1500 b is back",
    "2000 a waits 1000",
    "7000 late is back",
    ...["a", "b", "late", "last"].map((name) => `7000 ${name} is back`),
  ]);
});

test("finish() ends an actor of whose children one waits for its restart while another can no longer be restarted", async () => {
  await using system = createTestSystem();
  const supervise = { maxRestarts: 1, backoff: steady };
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), defineChild("b")]);
  parent.tell("finish", ["a", "b"]);
  await system.advance(2_000);
  expect(await soon(system, parent.exited)).toEqual({ kind: "done", value: "its value" });
  expect(noted.slice(0, 2)).toEqual(["0 a waits 1000", "0 b waits undefined"]);
});

test("a sibling that finishes, and whose children drain without end, does not hold up a recovery", async () => {
  await using system = createTestSystem();
  const finishing = defineActor({
    name: "finishing",
    init: async (_: void, { spawn }) => (await spawn(defineChild("hanging"))).tell("hang"),
    receive: { finish: ({ finish }) => finish("finished") },
  });
  const supervise = { strategy: "one-for-all", backoff: { minMs: 0 } } as const;
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), finishing as unknown as Kid]);
  parent.tell("tell", ["finishing", "finish"]);
  await system.advance(60_000);
  parent.tell("tell", ["a", "fail"]);
  await system.advance(5_000);
  expect(noted).toEqual(["60000 a waits 0", "65000 a is back"]);
});

test("a child that is stopped while it waits for its restart leaves no timer", async () => {
  await using system = createTestSystem();
  const { parent } = await raise(system, { backoff: steady }, [defineChild("a")]);
  parent.tell("tell", ["a", "fail"]);
  await system.settled();
  expect(system.clock.waiting).toBe(1);
  parent.tell("stop", "a");
  await system.settled();
  expect(system.clock.waiting).toBe(0);
});

test("finish() of an actor that is started again ends its last life the same way", async () => {
  await using system = createTestSystem();
  const supervise = { maxRestarts: 1, backoff: steady };
  const { parent, noted } = await raise(system, supervise, [defineChild("a"), defineChild("b")], "always");
  parent.tell("finish", ["a", "b"]);
  await system.advance(2_000);
  expect(noted.slice(0, 2)).toEqual(["0 a waits 1000", "0 b waits undefined"]);
  expect(noted.at(-1)).toMatch(/parent-1 is back$/);
});
