import { expect, test, vi } from "vitest";
import type { Running } from "../../src/core/running.ts";
import { FailureStreak } from "../../src/supervisor/backoff.ts";
import { AbortListeners } from "../../src/mailbox/abort-listeners.ts";
import { Charge, type Guardian } from "../../src/supervisor/charge.ts";
import { checkSpawnOptions } from "../../src/supervisor/spawn-options.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

/** One whose host does not do what it is told. */
function start(options: object) {
  const clock = createManualClock();
  const running = {
    start() {},
    restart() {},
    giveUp: vi.fn(),
    halt() {},
    drain() {},
    stop() {},
    kill: vi.fn(),
  };
  const guardian = {
    now: () => clock.now(),
    setTimer: (ms: number, run: () => void) => clock.setTimer(ms, run),
    aborts: new AbortListeners(),
    place: () => running as unknown as Running,
    started() {},
    restarted() {},
    failed() {},
    ended() {},
    hold: () => () => {},
    wait: {},
  } satisfies Guardian;
  const seed = { id: "s-1", name: "till", path: "/shop/till", definition: {} };
  const charge = new Charge(
    seed as never,
    checkSpawnOptions('spawn actor "till"', options),
    new FailureStreak(5_000),
    guardian,
  );
  void charge.start();
  charge.started();
  return { clock, running, charge };
}

test("charge.giveUp() kills what has not ended after stopTimeoutMs, since a host that is blocked never says that it has", () => {
  const { clock, running, charge } = start({ stopTimeoutMs: 200 });
  const error = new Error("as told");
  charge.crashed(error, undefined, "stop");
  charge.giveUp({ kind: "crashed", error });
  expect(running.giveUp).toHaveBeenCalledWith({ kind: "crashed", error });
  clock.advance(199);
  expect(running.kill).not.toHaveBeenCalled();
  clock.advance(1);
  expect(running.kill).toHaveBeenCalledWith(true);
  charge.ended({ kind: "killed" });
  expect(clock.waiting).toBe(0);
});

test("charge.end() again does not put off the kill of the first; its hook has a time of its own", () => {
  const { clock, running, charge } = start({ stopTimeoutMs: 200 });
  void charge.end("stop");
  clock.advance(150);
  void charge.end("stop");
  void charge.end("drain", { timeoutMs: 1_000 });
  clock.advance(49);
  expect(running.kill).not.toHaveBeenCalled();
  charge.ending();
  void charge.end("stop", { timeoutMs: 1_000 });
  clock.advance(199);
  expect(running.kill).not.toHaveBeenCalled();
  clock.advance(1);
  expect(running.kill.mock.calls).toEqual([[true]]);
  charge.ended({ kind: "killed" });
  expect(clock.waiting).toBe(0);
});

test("charge.end() with less time than is left brings the kill forward", () => {
  const { clock, running, charge } = start({ stopTimeoutMs: 200 });
  void charge.end("stop");
  void charge.end("stop", { timeoutMs: 20 });
  clock.advance(20);
  expect(running.kill.mock.calls).toEqual([[true]]);
  clock.advance(1_000);
  expect(running.kill).toHaveBeenCalledTimes(1);
});
