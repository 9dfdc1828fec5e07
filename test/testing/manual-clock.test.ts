import { expect, test } from "vitest";
import { createManualClock } from "troupe/testing";

test("clock.advance() fires what falls due on the way, in order, each at its own time", () => {
  const clock = createManualClock();
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, clock.now()]);
  clock.setTimer(20, note("b"));
  clock.setTimer(10, note("a"));
  clock.setTimer(20, note("c"));
  clock.setTimer(31, note("later"));
  clock.advance(30);
  expect(fired).toEqual([
    ["a", 10],
    ["b", 20],
    ["c", 20],
  ]);
  expect([clock.now(), clock.waiting]).toEqual([30, 1]);
});

test("clock.advance() fires what is set on the way", () => {
  const clock = createManualClock();
  const fired: number[] = [];
  const again = (): void => {
    fired.push(clock.now());
    clock.setTimer(10, again);
  };
  clock.setTimer(10, again);
  clock.advance(35);
  expect(fired).toEqual([10, 20, 30]);
});

test("timer.cancel() takes a timer off, and Infinity is never", () => {
  const clock = createManualClock();
  const timer = clock.setTimer(1, () => expect.unreachable());
  clock.setTimer(Infinity, () => expect.unreachable());
  timer.cancel();
  clock.advance(1e9);
  expect(clock.waiting).toBe(0);
});
