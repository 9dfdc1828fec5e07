import { expect, test } from "vitest";
import { RestartRecord } from "../../src/supervisor/restart-record.ts";

/** Whether each of those failures was one too many. */
function spent(maxRestarts: number, withinMs: number, times: readonly number[]): boolean[] {
  const record = new RestartRecord({ maxRestarts, withinMs });
  return times.map((time) => record.add({}, time));
}

test.each([
  [0, 5_000, [0], [true]],
  [1, 5_000, [0, 1], [false, true]],
  [3, 5_000, [0, 1, 2, 3], [false, false, false, true]],
  [3, 5_000, [0, 1, 2, 5_000], [false, false, false, false]],
  [3, 5_000, [0, 1, 2, 4_999], [false, false, false, true]],
  [1, 100, [0, 100, 200, 300], [false, false, false, false]],
  [1, Infinity, [0, 1e12], [false, true]],
  [Infinity, 1, [0, 0, 0, 0], [false, false, false, false]],
])("record.add() with %i within %i ms, failures at %j: one too many %j", (most, within, times, verdicts) => {
  expect(spent(most, within, times)).toEqual(verdicts);
});

test("record.add() counts one incident once, however many report it", () => {
  const record = new RestartRecord({ maxRestarts: 1, withinMs: 5_000 });
  const death = new Error("host lost");
  for (let n = 0; n < 10; n++) expect(record.add(death, n)).toBe(false);
  expect(record.add(new Error("host lost"), 10)).toBe(true);
});
