// Items of a map that travel together: one that cannot cross, or whose reply cannot, fails at its place, and none is run twice.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSystem, type Placement, type Pool, type ProtocolOf, type System } from "troupe";
import { porter, scribe } from "./actors/courier.ts";
import { faultyUrl, type Step } from "./actors/faulty-url.ts";

let system: System;
beforeEach(() => (system = createSystem({ threads: 1, processes: 1, log: false })));
afterEach(() => system.stop({ timeoutMs: 5_000 }));

const placements: readonly Placement[] = ["thread", "process"];
const count = 4_000;
const badAt = 2_345;

/** Where one fails that cannot be written or read, and how. */
const faults: readonly [Step, RegExp][] = [
  ["encode-job", /^Cannot send payload.*a function cannot cross$/],
  ["decode-job", /^Cannot read payload: a fault in decode-job$/],
  ["encode-reply", /^Cannot send reply: reading it threw RangeError: a fault in encode-reply$/],
];

function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, n) => n);
}

/** On the caller's host there are no faults: there it is something that cannot cross anyway. */
function badItem(step: Step): URL {
  return step === "encode-job" ? ((() => {}) as never) : faultyUrl(step, "error");
}

/** A pool that knows how quick they are, and so has many travel together. */
async function openPool(on: Placement): Promise<Pool<ProtocolOf<typeof porter>>> {
  const pool = await system.pool(porter, { size: 2, on });
  for await (const _ of pool.map("toss", upTo(count)));
  return pool;
}

describe.each(placements)("%s", (on) => {
  test.each(faults)("a fault in %s of one item: the loop has all before it, then that error", async (step, message) => {
    const pool = await openPool(on);
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      const items = upTo(count).map((n) => (n === badAt ? badItem(step) : n));
      for await (const value of pool.map("toss", items)) seen.push(value);
    };
    await expect(loop()).rejects.toMatchObject({
      code: "NOT_SENDABLE",
      message: expect.stringMatching(message) as string,
    });
    expect(seen).toEqual(upTo(badAt).map((n) => n * 2));
    await pool.close();
    expect(pool.stats().failed).toBe(1);
  });
});

test.each(["encode-job", "decode-job"] as const)(
  "a fault in %s of one item has none of the others run twice",
  async (step) => {
    const page = new Int32Array(new SharedArrayBuffer((count + 1) * Int32Array.BYTES_PER_ELEMENT));
    const pool = await system.pool(scribe, { size: 2, on: "thread" });
    const items = upTo(count).map((n) => ({ page, n: n === badAt ? badItem(step) : n }));
    let done = 0;
    const loop = async (): Promise<void> => {
      for await (const _ of pool.map("write", items)) done += 1;
    };
    await expect(loop()).rejects.toMatchObject({ code: "NOT_SENDABLE" });
    await pool.close();
    expect(done).toBe(badAt);
    const written = [...page.subarray(1, 1 + (page[0] as number))];
    expect(new Set(written).size).toBe(written.length);
    expect(upTo(badAt).every((n) => written.includes(n))).toBe(true);
  },
);

test("a loop that is left meanwhile sends nothing more of what could not cross", async () => {
  const pool = await openPool("thread");
  const { done } = pool.stats();
  const loop = pool.map("toss", [1, ...upTo(1_000).map(() => badItem("decode-job"))]);
  expect(await loop.next()).toEqual({ done: false, value: 2 });
  await loop.return?.();
  await pool.close();
  expect(pool.stats()).toMatchObject({ done: done + 1, queued: 0, running: 0 });
});
