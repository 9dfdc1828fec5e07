// What an ask leaves behind: nothing, however it went.
import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defineActor, type Deferred } from "troupe";
import { createTestSystem } from "troupe/testing";
import { Numbered } from "../../src/wire/numbered.ts";

const EACH = 5_000;

/** Opens what holds those that hold. */
const releases: (() => void)[] = [];

/** Answers in every way. */
const answerer = defineActor({
  name: "answerer",
  module: import.meta.url,
  init: () => ({ owed: [] as Deferred<string>[] }),
  onCrash: () => "resume",
  receive: {
    reply: (_ctx, value: number) => value,
    fail(): void {
      throw new Error("thrown");
    },
    refuse: ({ refuse }) => refuse(new Error("refused")),
    later({ state, defer }) {
      const reply = defer<string>();
      state.owed.push(reply);
      return reply;
    },
    giveAll({ state }) {
      for (const reply of state.owed.splice(0)) reply.resolve("later");
    },
    hold: () => new Promise<void>((resolve) => releases.push(resolve)),
  },
});

const { stackTraceLimit } = Error;

beforeEach(() => {
  Error.stackTraceLimit = 0; // most of what a failed ask costs, and nobody looks at it
});

afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit;
  vi.restoreAllMocks();
});

test("ref.ask() leaves no timer, no listener and no number behind after 100,000 asks of all outcomes", async () => {
  const numbers = countNumbers();
  const system = createTestSystem({ threads: 1 });
  const signals: AbortSignal[] = [];
  const outcomes = new Map<string, number>();
  const asked: Promise<void>[] = [];
  const ask = (start: () => Promise<unknown>): void => {
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (let n = 0; n < EACH; n++) {
      asked.push(
        start().then(
          (value) => count(typeof value === "number" ? "replied" : String(value)),
          (error: Error & { code?: string }) => count(error.code ?? error.message),
        ),
      );
    }
  };

  for (const on of ["inline", "thread"] as const) {
    const controller = new AbortController();
    const { signal } = controller;
    signals.push(signal);
    const spawn = () => system.spawn(answerer, { on });
    const [ready, owing, busy, victim, ended] = await Promise.all([spawn(), spawn(), spawn(), spawn(), spawn()]);
    await ended.stop();
    busy.tell("hold");
    ask(() => ready.ask("reply", 1));
    ask(() => ready.ask("fail"));
    ask(() => ready.ask("refuse"));
    ask(() => ready.ask("later"));
    ask(() => ready.ask("nonsense" as "later"));
    ask(() => owing.with({ signal }).ask("later"));
    ask(() => busy.with({ signal }).ask("reply", 2));
    ask(() => busy.with({ timeoutMs: 1_000 }).ask("reply", 3));
    ask(() => victim.ask("later"));
    ask(() => ended.ask("reply", 4));
    await system.settled();
    ready.tell("giveAll");
    controller.abort();
    await victim.kill();
    await system.advance(2_000);
    releases.pop()?.();
    owing.tell("giveAll");
    await system.settled();
  }

  await Promise.all(asked);
  expect(Object.fromEntries(outcomes)).toEqual({
    replied: 2 * EACH,
    thrown: 2 * EACH,
    refused: 2 * EACH,
    later: 2 * EACH,
    UNKNOWN_MESSAGE: 2 * EACH,
    ABORTED: 4 * EACH,
    ASK_TIMEOUT: 2 * EACH,
    KILLED: 2 * EACH,
    STOPPED: 2 * EACH,
  });
  await system.advance(60_000);
  expect(system.clock.waiting).toBe(0);
  expect(signals.flatMap((signal) => getEventListeners(signal, "abort"))).toEqual([]);
  expect(numbers.total).toBeGreaterThan(EACH);
  expect(numbers.underWay).toBe(0);
  await system.stop({ drain: true }); // no reply is owed any more
});

/** How many numbers of asks, watches and the like are under way on all hosts. */
function countNumbers(): { total: number; underWay: number } {
  const numbers = { total: 0, underWay: 0 };
  const { set, take, takeAll } = Numbered.prototype;
  vi.spyOn(Numbered.prototype, "set").mockImplementation(function (this: Numbered<unknown>, number, item) {
    numbers.total += 1;
    numbers.underWay += 1;
    set.call(this, number, item);
  });
  vi.spyOn(Numbered.prototype, "take").mockImplementation(function (this: Numbered<unknown>, number) {
    const item = take.call(this, number) as unknown;
    if (item !== undefined) numbers.underWay -= 1;
    return item;
  });
  vi.spyOn(Numbered.prototype, "takeAll").mockImplementation(function (this: Numbered<unknown>) {
    const items = takeAll.call(this) as unknown[];
    numbers.underWay -= items.length;
    return items;
  });
  return numbers;
}
