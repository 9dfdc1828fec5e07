import { expect, test } from "vitest";
import { Deadlines, type Deadlined } from "../../src/cell/deadlines.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

function createWaiting(expired: () => void): Deadlined {
  return { bucket: undefined, earlier: undefined, later: undefined, expired };
}

// A deadline may be late by a thirty-second part of its span, or 1 ms.
test.each([0, 1, 5, 20, 33, 1_000, 30_000, 2 ** 31, 2 ** 35])(
  "deadlines.add() of %i ms is never early, and hardly late",
  (ms) => {
    for (const begin of [0, 0.3, 17.77, 123_456.789]) {
      const clock = createManualClock();
      clock.advance(begin);
      const deadlines = new Deadlines(clock);
      let at: number | undefined;
      deadlines.add(
        createWaiting(() => (at = clock.now())),
        ms,
      );
      clock.advance(ms * 2 + 10);
      expect(at).toBeGreaterThanOrEqual(begin + ms - 1e-6);
      expect(at).toBeLessThanOrEqual(begin + ms + Math.max(1, ms / 32) + 1e-6);
    }
  },
);

test("deadlines.remove() is a deadline that never comes, in any order of removal", () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
    [1, 2, 0],
  ]) {
    const clock = createManualClock();
    const deadlines = new Deadlines(clock);
    const expired: number[] = [];
    const waiting = [0, 1, 2, 3].map((n) => createWaiting(() => expired.push(n)));
    for (const one of waiting) deadlines.add(one, 100);
    for (const n of order) deadlines.remove(waiting[n] as Deadlined);
    deadlines.remove(waiting[0] as Deadlined);
    clock.advance(200);
    expect(expired).toEqual([3]);
  }
});

test("deadlines share timers: a thousand asks of one span need few", () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  for (let n = 0; n < 1_000; n++) {
    deadlines.add(
      createWaiting(() => {}),
      30_000,
    );
    clock.advance(0.1);
  }
  expect(clock.waiting).toBeLessThanOrEqual(2);
});

test("deadlines.close() leaves no timer when nobody waits", () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  for (const ms of [10, 1_000, 30_000]) {
    const waiting = createWaiting(() => {});
    deadlines.add(waiting, ms);
    deadlines.remove(waiting);
  }
  deadlines.close();
  expect(clock.waiting).toBe(0);
});

test("deadlines.add(Infinity) sets nothing", () => {
  const clock = createManualClock();
  new Deadlines(clock).add(
    createWaiting(() => {}),
    Infinity,
  );
  expect(clock.waiting).toBe(0);
});

test("what expires may add and remove others", () => {
  const clock = createManualClock();
  const deadlines = new Deadlines(clock);
  const expired: string[] = [];
  const removed = createWaiting(() => expired.push("removed"));
  const first = createWaiting(() => {
    expired.push("first");
    deadlines.remove(removed);
    deadlines.add(
      createWaiting(() => expired.push("added")),
      100,
    );
  });
  deadlines.add(removed, 100);
  deadlines.add(first, 100);
  clock.advance(110);
  expect(expired).toEqual(["first"]);
  clock.advance(110);
  expect(expired).toEqual(["first", "added"]);
});
