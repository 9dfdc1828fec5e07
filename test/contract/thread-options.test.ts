// What only real threads have: options of their own, and which actors share one.
import { afterEach, expect, test } from "vitest";
import { createSystem, defineActor, type System, type ThreadOptions } from "troupe";
import { surroundings } from "../fixtures/actors/surroundings.ts";

let system: System;

function start(threads: number): (options?: ThreadOptions) => Promise<number> {
  system = createSystem({ threads, log: false });
  return async (thread = {}) => (await system.spawn(surroundings, { on: { thread } })).ask("thread");
}

afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

test('on: "thread" shares as many threads as there may be, and the one with the fewest actors comes next', async () => {
  start(2);
  const spawn = () => system.spawn(surroundings, { on: "thread" });
  const actors = [await spawn(), await spawn(), await spawn(), await spawn()];
  const threads = await Promise.all(actors.map((actor) => actor.ask("thread")));
  expect(new Set(threads).size).toBe(2);
  expect(new Set(threads.slice(2))).toEqual(new Set(threads.slice(0, 2)));
  await actors[1]?.stop();
  expect(await (await spawn()).ask("thread")).toBe(threads[1]);
});

test("{ thread: { own } } is a thread that nobody shares", async () => {
  const threadOf = start(1);
  const shared = await threadOf();
  const own = [await threadOf({ own: true }), await threadOf({ own: true })];
  expect(await threadOf()).toBe(shared);
  expect(new Set([shared, ...own, 0]).size).toBe(4);
});

test("actors share a thread only if their options are equal, in whatever order they are written", async () => {
  const threadOf = start(1);
  const plain = await threadOf();
  const one = await threadOf({ env: { A: "1", B: "2" }, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  const other = await threadOf({ env: { A: "1", B: "3" }, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  expect(new Set([plain, one, other]).size).toBe(3);
  expect(await threadOf({ env: { A: "1", B: "2" }, resourceLimits: { maxOldGenerationSizeMb: 64 } })).toBe(one);
  expect(await threadOf({ resourceLimits: { maxOldGenerationSizeMb: 64 }, env: { B: "2", A: "1" } })).toBe(one);
});

test("an actor on a thread gets another one for its child, and shares its own if there is only one", async () => {
  start(2);
  const parent = await system.spawn(surroundings, { on: "thread" });
  expect(await parent.ask("threadOfChild", {})).not.toBe(await parent.ask("thread"));
  await system.stop();
  start(1);
  const alone = await system.spawn(surroundings, { on: "thread" });
  expect(await alone.ask("threadOfChild", {})).toBe(await alone.ask("thread"));
});

test("{ thread: { env } } is all that the thread has; without it, it has a copy of the parent's", async () => {
  start(1);
  process.env["TROUPE_TEST"] = "parent's";
  const copy = await system.spawn(surroundings, { on: "thread" });
  const given = await system.spawn(surroundings, { on: { thread: { env: { GIVEN: "own" } } } });
  delete process.env["TROUPE_TEST"];
  const seen = [copy.ask("env", "TROUPE_TEST"), given.ask("env", "TROUPE_TEST"), given.ask("env", "GIVEN")];
  expect(await Promise.all(seen)).toEqual([["parent's"], [], ["own"]]);
});

test("{ thread: { env } } leaves out a variable that is undefined", async () => {
  start(1);
  const actor = await system.spawn(surroundings, { on: { thread: { env: { UNSET: undefined, SET: "" } } } });
  expect([await actor.ask("env", "UNSET"), await actor.ask("env", "SET")]).toEqual([[], [""]]);
});

test("{ thread: { execArgv } } are Node's options for the thread", async () => {
  start(1);
  const execArgv = ["--conditions=troupe-test", "--no-warnings"];
  const actor = await system.spawn(surroundings, { on: { thread: { execArgv } } });
  expect(await actor.ask("execArgv")).toEqual(execArgv);
});

test("{ thread: { resourceLimits } } are the limits of the thread", async () => {
  start(1);
  const limited = await system.spawn(surroundings, {
    on: { thread: { resourceLimits: { maxOldGenerationSizeMb: 48 } } },
  });
  expect(await limited.ask("oldGenerationMb")).toBe(48);
});

test("spawn() with options that Node refuses rejects with START_FAILED and its error as cause, and harms nobody", async () => {
  start(1);
  const refused = { execArgv: ["--no-such-option"] };
  const error = await system.spawn(surroundings, { on: { thread: refused } }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "START_FAILED", cause: { code: "ERR_WORKER_INVALID_EXEC_ARGV" } });
  const parent = await system.spawn(surroundings, { on: "thread", restart: "never" });
  expect(await parent.ask("threadOfChild", refused)).toBe("START_FAILED");
  expect(await parent.ask("threadOfChild", {})).toBe(await parent.ask("thread"));
});

test.each<[what: string, thread: unknown]>([
  ["an unknown option", { owns: true }],
  ["own: false", { own: false }],
  ["an env that is none", { env: "A=1" }],
  ["execArgv that are no list", { execArgv: "--no-warnings" }],
  ["a limit that is no number", { resourceLimits: { maxOldGenerationSizeMb: "64" } }],
])("spawn() on a thread with %s is refused with BAD_OPTION", async (_what, thread) => {
  start(1);
  const spawned = system.spawn(surroundings, { on: { thread: thread as ThreadOptions } });
  await expect(spawned).rejects.toMatchObject({ code: "BAD_OPTION" });
});

test("spawn() on a thread takes a module whose URL has a query, as imports that go round a cache have", async () => {
  start(1);
  const renewed = defineActor({
    name: "surroundings",
    module: `${new URL("../fixtures/actors/surroundings.ts", import.meta.url).href}?v=2`,
    receive: { thread: () => 0, loaded() {} },
  });
  const first = await system.spawn(renewed, { on: "thread" });
  await first.ask("loaded");
  const second = await system.spawn(renewed, { on: { beside: first } });
  expect(await second.ask("thread")).toBe(await first.ask("thread"));
});
