// What has come while the main thread was busy is heard before it is acted as if nothing had come.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystem, defineActor, type Child, type ProtocolOf, type System } from "troupe";
import { createTally, dangerous, told, type Tally } from "../fixtures/actors/dangerous.ts";
import { prompt, spinner } from "../fixtures/actors/prompt.ts";

/** Longer than anything here takes on a slow machine, and shorter than the main thread is busy. */
const LIMIT_MS = 500;

let system: System;
let first: Child<ProtocolOf<typeof prompt>>;

beforeEach(async () => {
  system = createSystem({ threads: 1, log: false });
  first = await system.spawn(prompt, { name: "first", args: createTally(0), on: "thread" });
});

afterEach(() => system.stop());

/** Of what the event loop does timers come next, and I/O after them. */
function timersAreNext(): Promise<void> {
  return new Promise(setImmediate);
}

/** What was said has left, and nothing was read. */
async function haveSaid(): Promise<void> {
  for (let tick = 0; tick < 3; tick++) await new Promise((resolve) => process.nextTick(resolve));
}

/** Reads nothing until the flag is up, and so much time has passed. */
function beBusy(flag: Tally, ms: number): void {
  const end = performance.now() + ms;
  expect(Atomics.wait(flag, 0, 0, 20_000)).not.toBe("timed-out");
  while (performance.now() <= end);
}

test("an ask has the reply that came before its time was over", async () => {
  const flag = createTally(0);
  await timersAreNext();
  const asked = first.with({ timeoutMs: LIMIT_MS }).ask("answer", flag);
  await haveSaid();
  beBusy(flag, LIMIT_MS + 50);
  expect(await asked).toBeUndefined();
});

test("an actor that has started in time has started", async () => {
  const flag = createTally(0);
  await timersAreNext();
  const starting = system.spawn(prompt, { args: flag, on: { beside: first }, startTimeoutMs: LIMIT_MS });
  await haveSaid();
  beBusy(flag, LIMIT_MS + 50);
  const started = await starting;
  expect(await started.ask("answer", createTally(0))).toBeUndefined();
});

test("a job is done, and not over its time", async () => {
  const pool = await system.pool(prompt, { size: 1, args: createTally(0), on: "thread" });
  await pool.submit("answer", createTally(0));
  const flag = createTally(0);
  await timersAreNext();
  const job = pool.submit("answer", flag, { timeoutMs: LIMIT_MS });
  await haveSaid();
  beBusy(flag, LIMIT_MS + 50);
  await job;
  expect(job.status).toBe("done");
});

test("a host that says how its actors are is not shown as unknown", async () => {
  const flag = createTally(0);
  await timersAreNext();
  const looked = system.tree();
  first.tell("answer", flag);
  await haveSaid();
  beBusy(flag, 1_050);
  expect((await looked).children.map(({ name, state }) => [name, state])).toEqual([["first", "running"]]);
});

test("a thread that has ended whom it was told to kill lives on", async () => {
  const blocking = await system.spawn(dangerous, { on: { beside: first } });
  const doomed = await system.spawn(prompt, {
    args: createTally(0),
    on: { beside: first },
    stopTimeoutMs: LIMIT_MS,
  });
  const latch = createTally(0);
  blocking.tell("holdUp", latch);
  await told(latch);
  const killed = doomed.kill();
  const flag = createTally(0);
  first.tell("answer", flag);
  await haveSaid();
  for (const end = performance.now() + 150; performance.now() <= end;);
  // That it had not ended after 100 ms is seen, and that not it is to blame.
  for (let turn = 0; turn < 2; turn++) await timersAreNext();
  Atomics.store(latch, 0, 2);
  Atomics.notify(latch, 0);
  beBusy(flag, LIMIT_MS);
  expect(await killed).toEqual({ kind: "killed" });
  expect(await first.ask("answer", createTally(0))).toBeUndefined();
  expect((await system.tree()).children.map(({ name, restarts }) => [name, restarts])).toEqual([
    ["first", 0],
    ["dangerous-1", 0],
  ]);
});

test("child.kill() ends an actor that blocks its thread before it was heard to have started", async () => {
  const flag = createTally(0);
  const parent = defineActor({
    name: "parent",
    init: (_args: void, { spawn }) => void spawn(spinner, { args: flag, on: { beside: first } }).catch(() => {}),
    receive: {},
  });
  const child = await system.spawn(parent, { restart: "never" });
  await haveSaid();
  beBusy(flag, 0);
  expect(await child.kill()).toEqual({ kind: "killed" });
});

test("spawn({ signal }) that is aborted before it was heard to have started rejects, and nothing is left", async () => {
  const events: string[] = [];
  for (const name of ["start", "exit"] as const)
    system.addEventListener(name, ({ actor }) => events.push(`${name} ${actor}`));
  const controller = new AbortController();
  const flag = createTally(0);
  const spawned = system.spawn(prompt, { name: "late", args: flag, on: { beside: first }, signal: controller.signal });
  await haveSaid();
  beBusy(flag, 0);
  controller.abort();
  await expect(spawned).rejects.toMatchObject({ code: "ABORTED" });
  expect(events).toEqual([]);
  expect((await system.tree()).children.map(({ name }) => name)).toEqual(["first"]);
});
