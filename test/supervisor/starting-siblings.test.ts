// Siblings that are in their first init when another one fails.
import { expect, test } from "vitest";
import { defineActor, type Strategy } from "troupe";
import { createTestSystem } from "troupe/testing";

const kid = defineActor({
  name: "kid",
  init: () => ({ count: 0 }),
  receive: {
    fail(): void {
      throw new Error("as told");
    },
    count: ({ state }) => ++state.count,
  },
});

/** A supervisor of "first" and "second" with one between that starts when `start` is called, and what happened when. */
async function raise(strategy: Strategy, then: "start" | "ask first" | "fail") {
  const system = createTestSystem();
  const noted: string[] = [];
  const note = (actor: string, what: string): void => {
    noted.push(`${system.clock.now()} ${actor.slice(actor.lastIndexOf("/") + 1)} ${what}`);
  };
  let start!: () => void;
  const until = new Promise<void>((resolve) => (start = resolve));
  let isFirst = true;
  const parent = defineActor({
    name: "parent",
    supervise: { strategy, backoff: { minMs: 1_000, jitter: 0 } },
    concurrency: 8,
    async init(_: void, { spawn }) {
      const first = await spawn(kid, { name: "first" });
      const slow = defineActor({
        name: "slow",
        async init() {
          if (!isFirst) return;
          isFirst = false;
          await until;
          if (then === "ask first") note("slow", `hears ${await first.ask("count")}`);
          if (then === "fail") throw new Error("cannot start");
        },
        receive: { echo: (_, value: number) => value },
      });
      return { first, slow, second: undefined as typeof first | undefined };
    },
    receive: {
      async add({ state, spawn }) {
        const spawned = spawn(state.slow, { name: "slow" })
          .then((ref) => ref.ask("echo", 7))
          .catch((error: { code: string }) => error.code);
        state.second = await spawn(kid, { name: "second" });
        void spawned.then((outcome) => note("slow", `is spawned: ${outcome}`));
      },
      fail: ({ state }, which: "first" | "second") => state[which]?.tell("fail"),
    },
  });
  const child = await system.spawn(parent);
  child.tell("add");
  await system.settled();
  system.addEventListener("start", ({ actor }) => note(actor, "starts"));
  system.addEventListener("crash", ({ actor, pauseMs }) => note(actor, `waits ${pauseMs}`));
  system.addEventListener("restart", ({ actor }) => note(actor, "is back"));
  const fail = (which: "first" | "second"): void => child.tell("fail", which);
  return { system, child, noted, fail, start };
}

test.each<Strategy>(["one-for-all", "rest-for-one"])(
  "%s: a sibling that was starting is not waited for, and restarted when it has started",
  async (strategy) => {
    const { system, child, noted, fail, start } = await raise(strategy, "start");
    fail("first");
    await system.advance(3_000);
    expect(noted.splice(0)).toEqual(["0 first waits 1000", "1000 first is back", "1000 second is back"]);
    start();
    await system.advance(5_000);
    expect(noted).toEqual(["3000 slow starts", "3000 slow is back", "3000 slow is spawned: 7"]);
    expect((await child.stop()).kind).toBe("stopped");
    await system.stop();
  },
);

test("a sibling that has started before the pause is over comes back with the others, in order", async () => {
  const { system, noted, fail, start } = await raise("one-for-all", "start");
  fail("second");
  await system.advance(500);
  start();
  await system.advance(5_000);
  const back = ["first", "slow", "second"].map((name) => `1000 ${name} is back`);
  expect(noted.slice(0, 2)).toEqual(["0 second waits 1000", "500 slow starts"]);
  expect(noted.filter((line) => line.endsWith("is back"))).toEqual(back);
  await system.stop();
});

test("a sibling whose init asks the one that failed hears the next life of that, then is restarted", async () => {
  const { system, noted, fail, start } = await raise("one-for-all", "ask first");
  fail("first");
  await system.settled();
  start();
  await system.advance(5_000);
  expect(noted).toEqual([
    "0 first waits 1000",
    "1000 first is back",
    ...noted.slice(2).filter((line) => !line.startsWith("1000 slow")),
    ...noted.slice(2).filter((line) => line.startsWith("1000 slow")),
  ]);
  expect(noted.filter((line) => line.includes("slow"))).toEqual([
    "1000 slow hears 1",
    "1000 slow starts",
    "1000 slow is back",
    "1000 slow is spawned: 7",
  ]);
  await system.stop();
});

test("rest-for-one: a sibling that was starting before the one that failed is left alone", async () => {
  const { system, noted, fail, start } = await raise("rest-for-one", "start");
  fail("second");
  await system.advance(3_000);
  start();
  await system.advance(3_000);
  expect(noted).toEqual(["0 second waits 1000", "1000 second is back", "3000 slow starts", "3000 slow is spawned: 7"]);
  await system.stop();
});

test("a sibling that was starting, and fails to, is gone", async () => {
  const { system, child, noted, fail, start } = await raise("one-for-all", "fail");
  fail("first");
  await system.advance(3_000);
  start();
  await system.advance(3_000);
  expect(noted.slice(3)).toEqual(["3000 slow is spawned: START_FAILED"]);
  child.tell("fail", "second");
  await system.advance(3_000);
  expect(noted.slice(5)).toEqual(["7000 first is back", "7000 second is back"]);
  await system.stop();
});

test("a sibling that was starting does not come back when its supervisor has begun to end", async () => {
  const { system, child, noted, fail, start } = await raise("one-for-all", "start");
  fail("first");
  await system.advance(3_000);
  const stopped = child.stop();
  start();
  await system.settled();
  expect((await stopped).kind).toBe("stopped");
  await system.advance(60_000);
  expect(noted.slice(3)).toEqual(["3000 slow starts", "3000 slow is spawned: STOPPED"]);
  expect(system.clock.waiting).toBe(0);
  await system.stop();
});
