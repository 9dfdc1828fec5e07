// Whoever answers in time is not blamed because the main thread was busy until the time was over.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystem, type Child, type ProtocolOf, type System } from "troupe";
import { createFlag, prompt, type Flag } from "../fixtures/actors/prompt.ts";

let system: System;
let actor: Child<ProtocolOf<typeof prompt>>;

beforeEach(async () => {
  system = createSystem({ threads: 1, log: false });
  const flag = createFlag();
  actor = await system.spawn(prompt, { name: "first", args: flag, on: "thread" });
});

afterEach(() => system.stop());

/** Reads nothing until the flag is up, and so much time has passed. */
function beBusy(flag: Flag, ms: number): void {
  const end = performance.now() + ms;
  expect(Atomics.wait(flag, 0, 0, 10_000)).not.toBe("timed-out");
  while (performance.now() <= end);
}

test("an ask has the reply that came before its time was over", async () => {
  const flag = createFlag();
  const asked = actor.with({ timeoutMs: 20 }).ask("answer", flag);
  await new Promise(setImmediate); // it leaves with the turn
  beBusy(flag, 50);
  expect(await asked).toBeUndefined();
});

test("an actor that has started in time has started", async () => {
  const flag = createFlag();
  const starting = system.spawn(prompt, { args: flag, on: { beside: actor }, startTimeoutMs: 20 });
  await new Promise(setImmediate); // it is known where it is to be
  beBusy(flag, 50);
  const started = await starting;
  expect(await started.ask("answer", createFlag())).toBeUndefined();
});

test("a job is done, and not over its time", async () => {
  const pool = await system.pool(prompt, { size: 1, args: createFlag(), on: "thread" });
  await pool.submit("answer", createFlag());
  const flag = createFlag();
  const job = pool.submit("answer", flag, { timeoutMs: 20 });
  await new Promise(setImmediate);
  beBusy(flag, 50);
  await job;
  expect(job.status).toBe("done");
});

test("an actor that was killed has its thread live on", async () => {
  const flag = createFlag();
  const other = await system.spawn(prompt, { args: createFlag(), on: { beside: actor }, stopTimeoutMs: 100 });
  const killed = other.kill();
  actor.tell("answer", flag);
  await new Promise(setImmediate);
  beBusy(flag, 250);
  expect(await killed).toEqual({ kind: "killed" });
  expect(await actor.ask("answer", createFlag())).toBeUndefined();
  const [first] = (await system.tree()).children;
  expect([first?.name, first?.restarts]).toEqual(["first", 0]);
});

test("a host that says how its actors are is not shown as unknown", async () => {
  const flag = createFlag();
  const looked = system.tree();
  actor.tell("answer", flag);
  await new Promise(setImmediate);
  beBusy(flag, 1_100);
  expect((await looked).children.map(({ name, state }) => [name, state])).toEqual([["first", "running"]]);
});
