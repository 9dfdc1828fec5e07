import { expect, test } from "vitest";
import { defineActor } from "troupe";
import type { Exit, WatchedExit } from "../../src/core/exit.ts";
import { Exits, LastExits } from "../../src/supervisor/exits.ts";
import { countKept } from "../collect-garbage.ts";
import { createManualHost } from "../placement/manual-host.ts";

const stopped: Exit = { kind: "stopped" };
const killed: Exit = { kind: "killed" };
const gone: WatchedExit = { kind: "gone" };

/** Exits, and a listener that notes what it is told, with its name. */
function watched(): {
  exits: Exits;
  told: unknown[];
  watch: (id: string, name?: string, isAlive?: boolean) => () => void;
} {
  const exits = new Exits();
  const told: unknown[] = [];
  return {
    exits,
    told,
    watch: (id, name = id, isAlive = true) =>
      exits.watch(id, isAlive, (exit, lostHost) => told.push([name, exit, lostHost])),
  };
}

test("exits.watch() tells each listener of a living actor once, in the order they came", () => {
  const { exits, told, watch } = watched();
  watch("a", "first");
  watch("a", "second");
  watch("b");
  exits.ended("a", stopped);
  exits.ended("a", killed);
  expect(told).toEqual([
    ["first", stopped, undefined],
    ["second", stopped, undefined],
  ]);
});

test("exits.watch() tells at once of an actor that has ended, and that it is gone once it is forgotten, or was never known", () => {
  const { exits, told, watch } = watched();
  exits.ended("a", stopped);
  watch("a", "soon", false);
  exits.forget("a");
  watch("a", "late", false);
  watch("nobody", "nobody", false);
  expect(told).toEqual([
    ["soon", stopped, undefined],
    ["late", gone, undefined],
    ["nobody", gone, undefined],
  ]);
});

test("exits.watch() returns how to call it off, which does no harm when it is too late", () => {
  const { exits, told, watch } = watched();
  const [off, late] = [watch("a", "off"), watch("a", "on")];
  off();
  off();
  exits.ended("a", stopped);
  late();
  watch("a", "later", false)();
  expect(told.map((each) => (each as unknown[])[0])).toEqual(["on", "later"]);
});

test("exits.ended() of an actor of whose messages some are under way is told when its host says that all have arrived", () => {
  const { exits, told, watch } = watched();
  watch("a", "before");
  exits.expect("a", { host: 3, isLost: false });
  exits.ended("a", killed);
  watch("a", "between", false);
  watch("a", "off", false)();
  expect(told).toEqual([]);
  exits.settled("a");
  exits.settled("a");
  watch("a", "after", false);
  expect(told).toEqual(["before", "between", "after"].map((name) => [name, killed, undefined]));
});

test("exits.ended() is told truly to those that wait, also if the actor is forgotten before all has arrived", () => {
  const { exits, told, watch } = watched();
  for (const id of ["settled", "lost"]) {
    watch(id);
    exits.expect(id, { host: 3, isLost: false });
    exits.ended(id, killed);
    exits.forget(id);
  }
  exits.settled("settled");
  exits.lost(3);
  expect(told).toEqual([
    ["settled", killed, undefined],
    ["lost", killed, 3],
  ]);
  watch("lost", "late", false);
  expect(told.at(-1)).toEqual(["late", gone, undefined]);
});

test("exits.lost() tells of those that would have said more on that host, and names it to all", () => {
  const { exits, told, watch } = watched();
  for (const [id, host] of [
    ["here", 3],
    ["there", 4],
  ] as const) {
    watch(id);
    exits.expect(id, { host, isLost: false });
    exits.ended(id, killed);
  }
  exits.lost(3);
  watch("here", "late", false);
  expect(told).toEqual([
    ["here", killed, 3],
    ["late", killed, 3],
  ]);
  exits.settled("here"); // said before the host died, and read after that
  exits.settled("there");
  expect(told.slice(2)).toEqual([["there", killed, undefined]]);
});

test("exits.ended() of an actor that died with its host names that host, and waits for nothing", () => {
  const { exits, told, watch } = watched();
  watch("a");
  exits.expect("a", { host: 3, isLost: true });
  exits.ended("a", stopped);
  watch("a", "late", false);
  expect(told).toEqual([
    ["a", stopped, 3],
    ["late", stopped, 3],
  ]);
});

test("lastExits.add() forgets the oldest for each one from the 1,025th on", () => {
  const { exits, told, watch } = watched();
  const last = new LastExits(exits);
  for (let n = 0; n < 1_024; n++) last.add(`${n}`, stopped);
  watch("0", "still known", false);
  last.add("1024", stopped);
  for (const id of ["0", "1", "1024"]) watch(id, id, false);
  for (let n = 1_025; n < 3_000; n++) last.add(`${n}`, stopped);
  for (const id of ["1975", "1976"]) watch(id, id, false);
  last.forgetAll();
  watch("2999", "2999", false);
  expect(told).toEqual([
    ["still known", stopped, undefined],
    ["0", gone, undefined],
    ["1", stopped, undefined],
    ["1024", stopped, undefined],
    ["1975", gone, undefined],
    ["1976", stopped, undefined],
    ["2999", gone, undefined],
  ]);
});

test("exits keep nothing of 10,000 watches of actors that ended in every way, once their supervisor has ended", async () => {
  const exits = new Exits();
  const last = new LastExits(exits);
  const kept: WeakRef<object>[] = [];
  let told = 0;
  const watchAndEnd = (n: number): void => {
    const id = `${n}`;
    const exit: Exit = { kind: "done", value: n };
    const aftermath = { host: n % 7, isLost: n % 3 === 0 };
    const [listener, late] = [1, 2].map(() => (): void => void (told += 1)) as [() => void, () => void];
    exits.watch(id, true, listener);
    exits.watch(id, true, () => {})();
    if (n % 2 === 0) exits.expect(id, aftermath);
    last.add(id, exit);
    if (n % 5 === 0) exits.settled(id);
    exits.watch(id, false, late);
    kept.push(...[exit, aftermath, listener, late].map((object) => new WeakRef(object)));
  };
  for (let n = 0; n < 10_000; n++) watchAndEnd(n); // a function of its own: this one would hold the last objects
  for (let host = 0; host < 7; host++) exits.lost(host);
  last.forgetAll();
  expect(told).toBe(20_000);
  expect(await countKept(kept)).toBe(0);
  exits.watch("0", false, () => {}); // it was alive itself until here
});

test("exits of children are forgotten with their supervisor, also if that never came to life", async () => {
  const host = createManualHost();
  const results: WeakRef<object>[] = [];
  const child = defineActor({
    name: "child",
    init(_: undefined, { finish }) {
      const result = {};
      results.push(new WeakRef(result));
      finish(result);
    },
    receive: {},
  });
  const parent = defineActor({
    name: "parent",
    async init(how: "fail" | "end", { spawn }) {
      const started = await spawn(child);
      await started.exited;
      if (how === "fail") throw new Error("cannot start");
    },
    receive: {},
  });
  const spawned = [host.spawn(parent, { args: "end" }), host.spawn(parent, { args: "fail" })] as const;
  const failed = spawned[1].catch((error: unknown) => error);
  await host.settle();
  expect(await failed).toMatchObject({ code: "START_FAILED" });
  const stopped = (await spawned[0]).stop();
  await host.settle();
  expect(await stopped).toEqual({ kind: "stopped" });
  (host.events as unknown[]).length = 0; // they show the results too
  expect(results.length).toBe(2);
  expect(await countKept(results)).toBe(0);
  expect(host.root.count).toBe(0);
});
