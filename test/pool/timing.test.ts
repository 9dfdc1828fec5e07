// What hangs on time, on a clock of the test's own.
import { expect, test } from "vitest";
import { defineActor, type ActorRef, type Job } from "troupe";
import { createTestSystem } from "troupe/testing";
import { gate } from "../../src/testing/placement-contract/actors/gate.ts";
import { probe } from "../../src/testing/placement-contract/actors/probe.ts";
import { sorted } from "../../src/testing/placement-contract/stage.ts";
import { laborer } from "./actors/laborer.ts";

function codeOf(job: Job<unknown>): Promise<unknown> {
  return job.then(
    () => "done",
    (error: { code?: unknown }) => error.code,
  );
}

async function createFloor() {
  const system = createTestSystem({ threads: 2 });
  const notes: unknown[] = [];
  const faults: string[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error.message));
  const heard = await system.spawn(probe, { args: (note: unknown) => void notes.push(note) });
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const closed = await system.spawn(gate, { args: opened });
  return { system, notes, faults, probe: heard, gate: closed, open };
}

test("a job that does not heed its signal in 5 s has its worker killed and replaced, and the others go on", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 1, on: "thread", args: { probe: floor.probe } });
  const controller = new AbortController();
  const stuck = pool.submit("hold", { name: "stuck", gate: floor.gate }, { signal: controller.signal });
  const next = pool.submit("who", 1);
  await system.settled();
  controller.abort();
  expect(await codeOf(stuck)).toBe("ABORTED");
  await system.advance(4_900);
  expect([next.status, floor.faults]).toEqual(["queued", []]);
  await system.advance(200);
  expect(await next).toBe("laborer-2 1");
  expect(floor.faults).toEqual([
    'Cannot call off "hold" in actor "/test/laborer-pool-1/laborer-1": its handler has not returned in 5000 ms, so it is killed',
  ]);
  expect(pool.stats().workers.map(({ name }) => name)).toEqual(["laborer-2"]);
});

test("inline, a job that does not heed its signal is waited for", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 1, args: { probe: floor.probe } });
  const stuck = pool.submit("hold", { name: "stuck", gate: floor.gate }, { timeoutMs: 1_000 });
  const next = pool.submit("who", 1);
  const code = codeOf(stuck);
  await system.advance(20_000);
  expect([await code, next.status]).toEqual(["JOB_TIMEOUT", "queued"]);
  floor.open();
  expect(await next).toBe("laborer-1 1");
});

test.each(["inline", "thread"] as const)("%s, what runs when its time is over is called off", async (on) => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 2, on, args: { probe: floor.probe } });
  const job = codeOf(pool.submit("heed", "job", { timeoutMs: 30 }));
  await system.settled();
  expect(floor.notes).toEqual(["job begins"]);
  await system.advance(30);
  expect(await job).toBe("JOB_TIMEOUT");
  expect(floor.notes.splice(0)).toEqual(["job begins", "job was called off: ABORTED"]);

  const loop = pool.map("heed", ["a", "b"], { timeoutMs: 20 }).next();
  const code = loop.catch((error: { code?: unknown }) => error.code);
  await system.settled();
  expect(sorted(floor.notes)).toEqual(["a begins", "b begins"]);
  await system.advance(20);
  expect(await code).toBe("JOB_TIMEOUT");
  const calledOff = ["a", "b"].map((name) => `${name} was called off: ABORTED`);
  expect(sorted(floor.notes.slice(2))).toEqual(calledOff);
  expect(await pool.submit("double", 1)).toBe(2);
});

test("what waits behind a job whose worker is killed is done by the next one", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 1, on: "thread", args: { probe: floor.probe } });
  await pool.submit("hold", { name: "quick", gate: await system.spawn(gate, { args: Promise.resolve() }) });
  // By now such jobs are known to take no time, so that they are handed over ahead.
  const stuck = pool.submit("hold", { name: "stuck", gate: floor.gate }, { timeoutMs: 1_000 });
  const behind = [1, 2, 3].map((n) => pool.submit("note", n));
  const code = codeOf(stuck);
  await system.advance(1_100);
  expect(await code).toBe("JOB_TIMEOUT");
  await system.advance(6_000);
  expect(await Promise.all(behind)).toEqual(["laborer-2", "laborer-2", "laborer-2"]);
  expect(floor.notes.slice(0, 3)).toEqual(["quick begins", "quick ends", "stuck begins"]);
  expect(
    floor.notes
      .slice(3)
      .map(Number)
      .toSorted((one, other) => one - other),
  ).toEqual([1, 2, 3]);
});

test("size: { min, max, idleMs } shrinks to min when workers have had nothing to do for so long", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const size = { min: 1, max: 3, idleMs: 1_000 };
  const pool = await system.pool(laborer, { size, args: { probe: floor.probe } });
  const names = (): string[] => pool.stats().workers.map(({ name }) => name);
  await system.settled();
  expect(names()).toEqual(["laborer-1"]);
  const jobs = [1, 2, 3].map((name) => pool.submit("hold", { name, gate: floor.gate }));
  await system.settled();
  expect(names()).toEqual(["laborer-1", "laborer-2", "laborer-3"]);
  await system.advance(5_000);
  expect(names()).toHaveLength(3);
  floor.open();
  await Promise.all(jobs);
  await system.advance(900);
  expect(names()).toHaveLength(3);
  const last = (await pool.submit("who", 1)).split(" ")[0];
  await system.advance(200);
  expect(names()).toEqual([last]);
  await system.advance(10_000);
  expect(names()).toEqual([last]);
});

test("a worker that dies is replaced after a pause that grows", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 1, on: "thread" });
  const starts: number[] = [];
  system.addEventListener("start", ({ actor }) => actor.includes("/laborer-") && starts.push(system.clock.now()));
  for (let round = 0; round < 3; round++) {
    const worker = await pool.submit("me");
    system.killHost(worker);
    const job = pool.submit("double", round);
    await system.advance(1_000);
    expect(await job).toBe(round * 2);
  }
  const pauses = starts.slice(1).map((at, n) => at - n * 1_000);
  expect(pauses).toHaveLength(3);
  for (const [n, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(80 * 2 ** n);
    expect(pause).toBeLessThanOrEqual(120 * 2 ** n);
  }
});

test("a replacement that cannot start breaks the pool if no other is up", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const starts = { count: new Int32Array(new SharedArrayBuffer(4)), good: 1 };
  const pool = await system.pool(laborer, { size: 1, on: "thread", args: { starts } });
  const { closed } = pool;
  system.killHost(await pool.submit("me"));
  const jobs = [1, 2].map((n) => pool.submit("double", n));
  const codes = Promise.all(jobs.map(codeOf));
  const end = closed.catch((error: { code: unknown; cause: Error }) => [error.code, error.cause.message]);
  await system.advance(1_000);
  expect(await codes).toEqual(["POOL_BROKEN", "POOL_BROKEN"]);
  expect(await end).toEqual(["POOL_BROKEN", "no more of them"]);
});

test("a pool that does not close in time is named with its worker and handler", async () => {
  const floor = await createFloor();
  const pool = await floor.system.pool(laborer, { size: 1, args: { probe: floor.probe } });
  pool.tell("hold", { name: "stuck", gate: floor.gate });
  await floor.system.settled();
  await expect(floor.system.stop({ timeoutMs: 1_000 })).rejects.toMatchObject({
    code: "STOP_TIMEOUT",
    message: expect.stringContaining(
      'Cannot stop actor "/test/laborer-pool-1/laborer-1" in time: its handler of "hold" has not returned',
    ) as string,
  });
});

test("a pool whose worker takes its time to start says so when it is being closed", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const slow = defineActor({
    name: "slow",
    init: (gate: ActorRef<{ pass: () => void }>) => gate.ask("pass"),
    receive: { work: () => "done" },
  });
  const pool = await system.pool(slow, { size: { min: 0, max: 1 }, args: floor.gate });
  const job = pool.submit("work");
  const closing = pool.close();
  await system.advance(5_100);
  expect(floor.faults).toEqual([
    `Cannot close pool "${pool.path}" yet: none of its jobs has ended for 5000 ms; a worker is yet to start`,
  ]);
  floor.open();
  expect(await job).toBe("done");
  await closing;
});

test("pool.stats() tells how long jobs waited and ran, and how busy workers were", async () => {
  const floor = await createFloor();
  await using system = floor.system;
  const pool = await system.pool(laborer, { size: 1, args: { probe: floor.probe } });
  const jobs = ["a", "b"].map((name) => pool.submit("hold", { name, gate: floor.gate }));
  await system.advance(1_000);
  floor.open();
  await Promise.all(jobs);
  await system.advance(1_000);
  const { waitMs, runMs, workers } = pool.stats();
  expect([waitMs.max, runMs.max]).toEqual([1_000, 1_000]);
  expect(workers[0]?.utilisation).toBe(0.5);
});
