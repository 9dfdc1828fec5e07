import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const never = new Promise<never>(() => {});

const slow = defineActor({
  name: "slow",
  module: import.meta.url,
  init: (how: "obey" | "hang", { signal }) =>
    how === "hang"
      ? never
      : new Promise<void>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
  receive: {},
});

const quick = defineActor({ name: "quick", module: import.meta.url, init: async () => {}, receive: {} });

test.each(
  (["inline", "thread"] as const).flatMap((on) =>
    (["obey", "hang"] as const).flatMap((how) => [true, false].map((isEarly) => ({ on, how, isEarly }))),
  ),
)("spawn({ signal }) that is aborted (early: $isEarly) rejects with ABORTED ($on, $how)", async (given) => {
  const { on, how, isEarly } = given;
  await using system = createTestSystem();
  const controller = new AbortController();
  const reason = new Error("it is not needed any more");
  if (isEarly) controller.abort(reason);
  const spawned = system.spawn(slow, { name: "it", args: how, on, signal: controller.signal });
  const outcome = spawned.catch((error: unknown) => error);
  await system.settled();
  controller.abort(reason);
  await system.advance(how === "hang" ? 5_000 : 0);
  const error = (await outcome) as Error & { code: string };
  expect([error.code, error.message]).toEqual(["ABORTED", 'Cannot start actor "/test/it": its signal was aborted']);
  expect(error.cause).toBe(reason);
  expect((await system.tree()).children).toEqual([]);
});

test.each(["inline", "thread"] as const)("spawn({ signal }) rejects or resolves before the abort (%s)", async (on) => {
  const ends = new Set<string>();
  for (let turns = 0; turns < 40; turns++) {
    await using system = createTestSystem();
    const controller = new AbortController();
    let isSettled = false;
    const spawned = system.spawn(quick, { name: "it", args: undefined, on, signal: controller.signal });
    const outcome = spawned.then(
      ({ exited }) => ((isSettled = true), exited),
      (error: { code?: unknown }) => error,
    );
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    const wasStarted = isSettled;
    controller.abort();
    await system.settled();
    expect(await outcome).toMatchObject(wasStarted ? { kind: "stopped" } : { code: "ABORTED" });
    expect((await system.tree()).children).toEqual([]);
    ends.add(wasStarted ? "stopped" : "not started");
  }
  expect(ends.size).toBe(2);
});
