// Jobs that end their workers, among many others: which it was is found, and no other fails for it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSystem, type Placement, type System, type SystemEventData } from "troupe";
import { once } from "node:events";
import { assertAccounted } from "../../src/testing/accounting.ts";
import { outcomesOf, pair, porter, scribe } from "./actors/courier.ts";
import { faultyUrl } from "./actors/faulty-url.ts";

let system: System;
let lost: SystemEventData["deadletter"][];

beforeEach(() => {
  system = createSystem({ threads: 1, processes: 1, log: false }); // so that workers share their hosts
  lost = [];
  system.addEventListener("deadletter", (event) => lost.push(event));
});
afterEach(() => system.stop({ timeoutMs: 5_000 }));

const hostLost = { code: "HOST_LOST", exitCode: 7 };
/** Where a fault ends the worker. */
const late = [{ step: "decode-job" }, { step: "run" }, { step: "encode-reply" }] as const;
const placements: readonly Placement[] = ["thread", "process"];

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

describe.each(placements)("%s", (on) => {
  test.each(late)("exit in $step, among small jobs: it alone fails", async ({ step }) => {
    const pool = await system.pool(porter, { size: 2, on });
    await Promise.all(upTo(1_000).map((n) => pool.submit("toss", n)));
    const jobs = upTo(400).map((n) => pool.submit("toss", n === 150 ? faultyUrl(step, "exit") : n));
    const outcomes = await outcomesOf(jobs);
    const others = outcomes.toSpliced(150, 1);
    expect(others).toEqual(
      upTo(400)
        .map((n) => n * 2)
        .toSpliced(150, 1),
    );
    expect(outcomes[150]).toMatchObject(hostLost);
    expect(pool.stats()).toMatchObject({ done: 1_399, failed: 1, queued: 0, running: 0 });
    expect(lost).toEqual([]);
  });
});

test("each of the others is run once, and those of a key in their order, whatever their workers died of", async () => {
  const page = new Int32Array(new SharedArrayBuffer(1_000 * Int32Array.BYTES_PER_ELEMENT));
  const pool = await system.pool(scribe, { size: 2, on: "thread", routing: "by-key" });
  const bad = [30, 31, 120];
  const jobs = upTo(300).map((n) => {
    const key = n % 3;
    return pool.submit("write", { page, n: bad.includes(n) ? faultyUrl("decode-job", "exit") : n }, { key });
  });
  const outcomes = await Promise.allSettled(jobs);
  const failed = [...outcomes.keys()].filter((n) => outcomes[n]?.status === "rejected");
  expect(failed).toEqual(bad);
  const written = [...page.subarray(1, 1 + (page[0] as number))];
  const others = upTo(300).filter((n) => !bad.includes(n));
  expect(written.toSorted((one, other) => one - other)).toEqual(others);
  for (const key of upTo(3)) {
    expect(written.filter((n) => n % 3 === key)).toEqual(others.filter((n) => n % 3 === key));
  }
});

test("a suspect holds nobody up once it has started: it may wait for another job", async () => {
  const pool = await system.pool(pair, { size: 1, on: "thread" });
  const bad = pool.submit("meet", faultyUrl("decode-job", "exit"));
  const two = [pool.submit("meet", 1), pool.submit("meet", 2)];
  await expect(bad).rejects.toMatchObject(hostLost);
  expect(await Promise.all(two)).toEqual([2, 4]);
});

test("a pool that is closed meanwhile finishes all the same; one that is killed leaves no job open", async () => {
  const closing = await system.pool(porter, { size: 1, on: "thread" });
  const loads = [1, faultyUrl("decode-job", "exit"), 2, 3];
  const jobs = outcomesOf(loads.map((load) => closing.submit("toss", load)));
  await closing.close();
  expect(await jobs).toMatchObject([2, hostLost, 4, 6]);

  const killed = await system.pool(porter, { size: 1, on: "thread" });
  await killed.submit("toss", 1);
  const crashed = once(system, "crash");
  const left = outcomesOf(loads.map((load) => killed.submit("toss", load)));
  await crashed;
  await killed.kill();
  expect((await left).slice(1)).toMatchObject([{ code: "KILLED" }, { code: "KILLED" }, { code: "KILLED" }]);
});

test("retries: a job that ends its worker before it is started is run again as often, and no more", async () => {
  const pool = await system.pool(porter, { size: 1, on: "thread", retries: 1 });
  const jobs = [faultyUrl("decode-job", "exit"), 2].map((load) => pool.submit("carry", load));
  expect(await outcomesOf(jobs)).toMatchObject([hostLost, 4]);
  expect(pool.stats().workers[0]?.name).toBe("porter-5"); // three died of it, and one more for the sake of `retries`
});

describe.each(placements)("broadcast on a %s", (on) => {
  test("a copy whose worker dies before it is started is a dead letter, with its message", async () => {
    const pool = await system.pool(porter, { size: 2, on, routing: "broadcast", retries: 3 });
    const bad = faultyUrl("decode-job", "exit");
    pool.tell("toss", bad);
    await pool.close();
    const copy = {
      to: pool.path,
      reason: "HOST_LOST",
      count: 1,
      maybeHandled: false,
      message: { type: "toss", payload: bad },
    };
    expect(lost).toMatchObject([copy, copy]);
    await assertAccounted(system);
  });
});

test("a copy that lies behind one that takes long is handled where it lies", async () => {
  const page = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const pool = await system.pool(scribe, { size: 1, on: "thread", routing: "broadcast" });
  for (let round = 0; round < 5; round++) {
    await Promise.all(upTo(100).map(() => pool.send("count", { page, ms: 0 })));
    for (const n of upTo(100)) pool.tell("count", { page, ms: n === 10 ? 20 : 0 });
  }
  await pool.close();
  expect(page[0]).toBe(1_000);
  expect(lost).toEqual([]);
});
