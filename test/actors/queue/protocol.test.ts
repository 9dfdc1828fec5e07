// What a queue is asked without openQueue(), and what it makes of nonsense.
import { describe, expect, test } from "vitest";
import type { ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";
import { setStage } from "./stage.ts";
import { failureOf, takeAll } from "./taking.ts";

test("a queue can be asked without openQueue()", async () => {
  await using system = createTestSystem();
  const { ref } = await setStage(system, { capacity: 1 });
  await ref.ask("put", { item: 1 });
  expect(await ref.ask("tryPut", { item: 2 })).toBe(false);
  expect(await ref.ask("take")).toBe(1);
  expect(await ref.ask("tryTake")).toBe(undefined);
  await ref.ask("taskDone");
  await ref.ask("join");
  expect(await failureOf(ref.ask("taskDone"))).toMatchObject({ code: "NOT_IN_HAND" });
  expect(await ref.ask("look")).toEqual({ size: 0, isFull: false, isClosed: false });
  expect(await ref.ask("close")).toEqual([]);
});

test("an asker that gives up leaves the line, and no item is sent to it", async () => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system);
  const given = failureOf(ref.with({ timeoutMs: 100 }).ask("take"));
  const joined = failureOf(ref.with({ timeoutMs: 100 }).ask("join"));
  await system.advance(1_000);
  expect(await given).toMatchObject({ code: "ASK_TIMEOUT" });
  const controller = new AbortController();
  const late = failureOf(ref.with({ signal: controller.signal }).ask("take"));
  controller.abort(); // before the queue has even seen it
  expect(await late).toMatchObject({ code: "ABORTED" });
  await tasks.put(1);
  expect(await joined).toBe(undefined);
  expect(await takeAll(tasks)).toEqual([1]);
});

test("a queue that drains does not wait for askers that gave up", async () => {
  await using system = createTestSystem();
  const { ref } = await setStage(system);
  void failureOf(ref.with({ timeoutMs: 100 }).ask("take"));
  await system.advance(100);
  await system.stop({ drain: true });
  expect(system.clock.now()).toBe(100);
});

test("an item with a ticket is on its way until it is received; withdrawn, it is the next one's", async () => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system);
  for (const item of [1, 2]) await tasks.put(item);
  expect(await ref.ask("take", { ticket: "a" })).toBe(1);
  expect(await ref.ask("take", { ticket: "b" })).toBe(2);
  ref.tell("received", "a");
  ref.tell("withdraw", "b");
  ref.tell("withdraw", "a"); // too late
  expect(await takeAll(tasks)).toEqual([2]);
});

test("a closed queue that is empty does not end takers while an item is on its way, which may come back", async () => {
  await using system = createTestSystem();
  const { ref, tasks } = await setStage(system);
  await tasks.put(1);
  expect(await ref.ask("take", { ticket: "a" })).toBe(1);
  const [first, second] = [tasks.take(), failureOf(tasks.take())];
  await tasks.close();
  await system.settled();
  ref.tell("withdraw", "a");
  expect(await first).toBe(1);
  expect(await second).toMatchObject({ code: "QUEUE_CLOSED" });
});

describe("nonsense is refused with BAD_OPTION, and the queue goes on", () => {
  const nobody = { id: "0", name: "nobody", path: "/nobody" };
  const wrong: [type: string, ...payloads: unknown[]][] = [
    ["put", undefined, null, 7, "text", {}, [], { item: 1, timeoutMs: -1 }, { item: 1, session: 7 }],
    ["tryPut", undefined, {}, { item: 1, ticket: 7 }],
    [
      "take",
      null,
      7,
      { ticket: 7 },
      { session: {} },
      { timeoutMs: "1" },
      { timeoutMs: Number.NaN },
      { ticket: "used" },
    ],
    ["tryTake", null, { ticket: null }, { ticket: "used" }],
    ["join", null, { timeoutMs: -1 }],
    ["taskDone", null, 7, { session: 7 }],
    ["received", undefined, 7, {}],
    ["lost", undefined, 7],
    ["withdraw", undefined, null],
    [
      "open",
      undefined,
      null,
      {},
      { session: 7 },
      { session: "a" },
      { session: "a", taker: 7 },
      { session: "a", taker: nobody },
    ],
    ["close", null, 7, { now: "yes" }, { soon: true }],
  ];
  const cases = wrong.flatMap(([type, ...payloads]) => payloads.map((payload) => ({ type, payload })));

  test.each(cases)("$type with $payload", async ({ type, payload }) => {
    await using system = createTestSystem();
    const { ref, tasks, faults } = await setStage(system);
    const any = ref as ActorRef<Record<string, (payload: unknown) => unknown>>;
    await tasks.put(1);
    await tasks.put(2);
    await ref.ask("take", { ticket: "used" });
    expect(await failureOf(any.ask(type, payload))).toMatchObject({ code: "BAD_OPTION" });
    any.tell(type, payload);
    await system.settled();
    expect(faults).toEqual([expect.objectContaining({ code: "BAD_OPTION" })]);
    expect(await takeAll(tasks)).toEqual([2]);
  });

  test("open with the session of somebody else", async () => {
    await using system = createTestSystem();
    const { ref } = await setStage(system);
    const probes = [await system.createProbe("one"), await system.createProbe("other")];
    const opened = probes.map((probe) => failureOf(ref.ask("open", { session: "a", taker: probe.ref })));
    expect(await Promise.all(opened)).toEqual([undefined, expect.objectContaining({ code: "BAD_OPTION" })]);
  });

  test.each([["left"], ["expired"], ["abandoned"]])("%s, which is its own affair", async (type) => {
    await using system = createTestSystem();
    const { ref, tasks } = await setStage(system);
    const any = ref as ActorRef<Record<string, (payload: unknown) => unknown>>;
    await tasks.put(1);
    for (const payload of [undefined, 7, {}, { ref: 7 }, { request: 7 }]) any.tell(type, payload);
    await system.settled();
    expect(await takeAll(tasks)).toEqual([1]);
  });
});
