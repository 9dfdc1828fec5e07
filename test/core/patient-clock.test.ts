import { expect, test } from "vitest";
import { createPatientClock } from "../../src/core/patient-clock.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

function createStand() {
  const manual = createManualClock();
  const turns: (() => void)[] = [];
  const clock = createPatientClock({ clock: manual, nextTurn: (run) => void turns.push(run) });
  return { manual, clock, turn: () => turns.splice(0).forEach((run) => run()) };
}

test("patientClock.setTimer() fires when the turn after that time has come", () => {
  const { manual, clock, turn } = createStand();
  const fired: number[] = [];
  clock.setTimer(10, () => fired.push(clock.now()));
  manual.advance(9);
  turn();
  manual.advance(1);
  expect(fired).toEqual([]);
  turn();
  turn();
  expect(fired).toEqual([10]);
});

test("patientClock.setTimer() can be cancelled before its time and in the turn after that", () => {
  const { manual, clock, turn } = createStand();
  const [early, late] = [10, 20].map((ms) => clock.setTimer(ms, () => expect.unreachable()));
  early?.cancel();
  expect(manual.waiting).toBe(1);
  manual.advance(20);
  late?.cancel();
  turn();
});
