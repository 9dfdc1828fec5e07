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

test("timer.cancel() of one of many at one time takes off that one, also once it has fired", () => {
  const clock = createManualClock();
  const fired: number[] = [];
  const timers = Array.from({ length: 1_000 }, (_, n) => clock.setTimer(n % 2 === 0 ? 10 : 5, () => fired.push(n)));
  for (const n of [0, 3, 500, 999]) timers[n]?.cancel();
  clock.advance(10);
  timers[1]?.cancel();
  const left = timers.map((_, n) => n).filter((n) => ![0, 3, 500, 999].includes(n));
  expect(fired).toEqual([...left.filter((n) => n % 2 === 1), ...left.filter((n) => n % 2 === 0)]);
  expect(clock.waiting).toBe(0);
});

test("clock.step() fires one timer, or moves on if none is due by then", () => {
  const clock = createManualClock();
  const fired: string[] = [];
  for (const name of ["a", "b"]) clock.setTimer(10, () => fired.push(name));
  const steps = [clock.step(5), clock.now(), clock.step(20), clock.now(), clock.step(20), clock.step(20), clock.now()];
  expect(steps).toEqual([false, 5, true, 10, true, false, 20]);
  expect(fired).toEqual(["a", "b"]);
});

test("clock.advance() tells of a timer that sets itself again at once, for ever", () => {
  const clock = createManualClock();
  const again = (): void => void clock.setTimer(0, again);
  again();
  expect(() => clock.advance(1)).toThrow(/Cannot advance the clock: at 0 ms timers fire without end/);
});
