// Only a real thread can be blocked: what lies behind such a job is taken back, and done by others.
import { afterEach, expect, test } from "vitest";
import { createSystem, type System } from "troupe";
import { blocker, createSwitch, release } from "./actors/blocker.ts";

let system: System;
afterEach(() => system.stop({ timeoutMs: 2_000 }));

test("no job waits behind one that takes long, though such jobs were known to be quick", async () => {
  system = createSystem({ threads: 2, log: false });
  const pool = await system.pool(blocker, { size: 2, on: "thread" });
  const open = createSwitch(true);
  await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("pass", open)));
  const closed = createSwitch(false);
  const blocked = pool.submit("pass", closed);
  const others = Array.from({ length: 5_000 }, () => pool.submit("pass", open));
  const names = new Set(await Promise.all(others)); // which would wait for ever
  expect(blocked.status).toBe("running");
  release(closed);
  const name = await blocked;
  expect(names.size).toBeLessThanOrEqual(2);
  expect(name).toMatch(/^blocker-\d$/);
  const { done, failed } = pool.stats();
  expect([done, failed]).toEqual([7_001, 0]);
  // The one that was blocked is handed jobs again.
  const after = await Promise.all(Array.from({ length: 5_000 }, () => pool.submit("pass", open)));
  expect(new Set(after).size).toBe(2);
});

test("each of many jobs is run once, whatever is taken back and from whom", async () => {
  system = createSystem({ threads: 2, log: false });
  const pool = await system.pool(blocker, { size: 2, on: "thread" });
  const runs = new Int32Array(new SharedArrayBuffer(20_000 * Int32Array.BYTES_PER_ELEMENT));
  // Every hundredth takes longer than what may lie behind it.
  const jobs = Array.from({ length: 20_000 }, (_, n) => pool.submit("count", { runs, n, ms: n % 100 === 50 ? 3 : 0 }));
  await Promise.all(jobs);
  expect(runs.every((count) => count === 1)).toBe(true);
  expect(pool.stats().done).toBe(20_000);
});

test("a worker that dies while jobs are taken back from it loses none of them", async () => {
  system = createSystem({ threads: 2, log: false });
  const lost: number[] = [];
  system.addEventListener("deadletter", ({ count }) => lost.push(count));
  const pool = await system.pool(blocker, { size: 1, on: "thread" });
  const open = createSwitch(true);
  await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("pass", open)));
  const doomed = pool.submit("blockAndExit", 20);
  const others = Array.from({ length: 500 }, () => pool.submit("pass", open));
  await expect(doomed).rejects.toMatchObject({ code: "HOST_LOST", exitCode: 7 });
  expect(new Set(await Promise.all(others))).toEqual(new Set(["blocker-2"]));
  expect(lost).toEqual([]);
});
