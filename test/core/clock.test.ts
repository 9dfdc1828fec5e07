import { expect, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

/** A platform whose timers fire after 1 ms if they are set for longer than it can count, as Node's do. */
function createPlatform() {
  const manual = createManualClock();
  const clock = createClock({
    now: manual.now,
    set(ms, run) {
      const timer = manual.setTimer(ms > 2 ** 31 - 1 ? 1 : ms, run);
      return () => timer.cancel();
    },
  });
  return { clock, manual };
}

test.each([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40])("clock.setTimer(%i) fires then, and not before", (ms) => {
  const { clock, manual } = createPlatform();
  const fired: number[] = [];
  clock.setTimer(ms, () => fired.push(manual.now()));
  manual.advance(Math.max(0, ms - 1));
  expect(fired).toEqual(ms === 0 ? [0] : []);
  manual.advance(1);
  expect(fired).toEqual([ms]);
  manual.advance(2 ** 41);
  expect(fired.length).toBe(1);
});

test("clock.setTimer() of a long span can be cancelled at any time", () => {
  const { clock, manual } = createPlatform();
  const [early, late] = [
    clock.setTimer(2 ** 33, () => expect.unreachable()),
    clock.setTimer(2 ** 33, () => expect.unreachable()),
  ];
  early.cancel();
  manual.advance(2 ** 32);
  late.cancel();
  expect(manual.waiting).toBe(0);
});

test("clock.setTimer(Infinity) sets nothing", () => {
  const { clock, manual } = createPlatform();
  clock.setTimer(Infinity, () => expect.unreachable()).cancel();
  expect(manual.waiting).toBe(0);
});
