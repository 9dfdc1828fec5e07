// Failed jobs that nobody has looked at by the end of their pool: which of them are told.
import { expect, test } from "vitest";
import { defineActor, type JobOptions } from "troupe";
import { createTestSystem } from "troupe/testing";

const clerk = defineActor({
  name: "clerk",
  receive: {
    stamp: (_ctx, sheet: number) => sheet,
    tear(_ctx, sheet: number): void {
      throw new RangeError(`sheet ${sheet} is torn`);
    },
    /** Until it is called off. */
    brood: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
  },
});

test("those that ran, and mistakes of the program, are faults", async () => {
  await using system = createTestSystem();
  const told: string[] = [];
  system.addEventListener("fault", ({ error }) => told.push((error as { code?: string }).code ?? error.message));
  const key = (_type: string, sheet: unknown): number => (sheet === 7 ? Number.NaN : 0);
  const pool = await system.pool(clerk, { size: 1, routing: "by-key", key });
  void pool.submit("tear", 1);
  void pool.submit("shred" as "stamp", 1);
  void pool.submit("stamp", 1, { timeoutMs: "1" } as unknown as JobOptions);
  void pool.submit("stamp", 7);
  await pool.close();
  void pool.submit("stamp", 2); // POOL_CLOSED
  expect(told.toSorted()).toEqual(["BAD_OPTION", "ORDER_FAILED", "UNKNOWN_MESSAGE", "sheet 1 is torn"]);

  told.length = 0;
  const all = await system.pool(clerk, { size: 1, routing: "broadcast" });
  void all.submit("stamp", 1);
  await all.close();
  expect(told).toEqual(["BROADCAST"]);
});

test("those that were not run since the pool was full or has ended, and those that were called off, are not", async () => {
  await using system = createTestSystem();
  const told: unknown[] = [];
  system.addEventListener("fault", (event) => told.push(event));
  for (const overflow of ["reject", "drop-newest", "drop-oldest"] as const) {
    const pool = await system.pool(clerk, { size: 1, mailbox: { capacity: 1, overflow } });
    const controller = new AbortController();
    const brooding = pool.submit("brood", undefined, { signal: controller.signal });
    await system.settled();
    const waiting = pool.submit("stamp", 1);
    const beyond = pool.submit("stamp", 2); // MAILBOX_FULL, DROPPED
    expect([waiting.status, beyond.status].toSorted()).toEqual(["failed", "queued"]);
    const ended = pool.close({ now: overflow === "reject" });
    const closed = pool.submit("stamp", 3); // POOL_CLOSED
    expect(closed.status).toBe("failed");
    if (overflow === "drop-oldest") void pool.kill(); // KILLED
    controller.abort();
    await Promise.allSettled([ended, brooding]);
  }
  expect(told).toEqual([]);
});
