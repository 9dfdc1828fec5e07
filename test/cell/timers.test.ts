import { expect, test } from "vitest";
import type { Inbox } from "../../src/cell/inbox.ts";
import { Timers } from "../../src/cell/timers.ts";
import type { Receipt } from "../../src/core/receipt.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

/** Timers whose ticks wait until `handle` takes them. */
function createTimers() {
  const clock = createManualClock();
  const waiting: { payload: unknown; receipt: Receipt }[] = [];
  const accept = (_type: string, payload: unknown, receipt: Receipt): void => void waiting.push({ payload, receipt });
  const timers = new Timers(clock, { accept } as unknown as Inbox, false);
  const handle = (): unknown[] =>
    waiting
      .splice(0)
      .filter(({ receipt }) => receipt.start())
      .map(({ payload }) => payload);
  return { clock, timers, handle };
}

test("timers.set() once ticks once, at its time", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(10, false, "tick", 1);
  clock.advance(9);
  expect(handle()).toEqual([]);
  clock.advance(1);
  expect(handle()).toEqual([1]);
  clock.advance(100);
  expect([handle(), clock.waiting]).toEqual([[], 0]);
});

test("timers.set() again and again keeps its beat, though handled late", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(10, true, "tick", 1);
  const times: number[] = [];
  for (let ms = 0; ms < 60; ms++) {
    clock.advance(1);
    if (handle().length > 0) times.push(clock.now());
  }
  expect(times).toEqual([10, 20, 30, 40, 50, 60]);
});

test("timers.set() again and again has one tick waiting at most", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(10, true, "tick", 1);
  clock.advance(1_000);
  expect(handle()).toEqual([1]);
  clock.advance(10);
  expect(handle()).toEqual([1]);
});

test("timers.set() with a key replaces the timer of that key, also when its tick waits", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(10, false, "tick", "waits", { key: "a" });
  timers.set(10, false, "tick", "other", { key: "b" });
  clock.advance(10);
  timers.set(10, false, "tick", "replaces", { key: "a" });
  expect(handle()).toEqual(["other"]);
  clock.advance(10);
  expect(handle()).toEqual(["replaces"]);
});

test("timer.cancel() holds for a waiting tick, and does nothing the second time", () => {
  const { clock, timers, handle } = createTimers();
  const [one, two] = [timers.set(10, false, "tick", 1, { key: "a" }), timers.set(10, true, "tick", 2)];
  clock.advance(10);
  one.cancel();
  two.cancel();
  timers.set(5, false, "tick", 3, { key: "a" });
  one.cancel();
  clock.advance(100);
  expect([handle(), clock.waiting]).toEqual([[3], 0]);
});

test("timers.close() ends all, those set later too", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(10, false, "tick", 1);
  timers.set(10, true, "tick", 2);
  clock.advance(10);
  timers.close();
  timers.set(10, true, "tick", 3);
  clock.advance(100);
  expect([handle(), clock.waiting]).toEqual([[], 0]);
});

test("timers.set() of 0 ms again and again lets the clock go on", () => {
  const { clock, timers, handle } = createTimers();
  timers.set(0, true, "tick", 1);
  clock.advance(10);
  expect([handle(), clock.now()]).toEqual([[1], 10]);
});
