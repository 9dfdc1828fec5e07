import { expect, test, vi } from "vitest";
import { defineActor } from "troupe";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import { createManualHost } from "../placement/manual-host.ts";

const MESSAGES = 10_000;

test("a draining actor waits once for a child that is slow to drain, however many messages it handles meanwhile", async () => {
  const host = createManualHost();
  let open!: () => void;
  const until = new Promise<void>((resolve) => (open = resolve));
  let handled = 0;
  const slow = defineActor({ name: "slow", receive: { hold: () => until } });
  const parent = defineActor({
    name: "parent",
    init: async (_: void, { spawn }) => (await spawn(slow, { name: "slow" })).tell("hold"),
    receive: { count: () => void (handled += 1) },
  });
  const spawned = host.spawn(parent);
  await host.settle();
  const child = await spawned;
  for (let n = 0; n < MESSAGES; n++) child.tell("count");
  const ends = vi.spyOn(Supervisor.prototype, "end");
  const stopped = child.stop({ drain: true });
  let isOver = false;
  void stopped.then(() => (isOver = true));
  await host.settle();
  expect([handled, isOver]).toEqual([MESSAGES, false]);
  expect(ends.mock.calls).toEqual([["drain"]]);
  open();
  await host.settle();
  expect(await stopped).toEqual({ kind: "stopped" });
  expect(ends.mock.calls.length).toBeLessThan(5);
  ends.mockRestore();
});

test("a draining actor waits for a child that it spawned when those before had drained", async () => {
  const host = createManualHost();
  const open: (() => void)[] = [];
  const slow = defineActor({
    name: "slow",
    receive: { hold: () => new Promise<void>((resolve) => open.push(resolve)) },
  });
  const parent = defineActor({
    name: "parent",
    init: () => {},
    receive: { add: async (ctx) => (await ctx.spawn(slow)).tell("hold"), wait: (_, until: Promise<unknown>) => until },
  });
  const spawned = host.spawn(parent);
  await host.settle();
  const child = await spawned;
  let goOn!: () => void;
  child.tell("add");
  child.tell("wait", new Promise<void>((resolve) => (goOn = resolve)));
  child.tell("add");
  const stopped = child.stop({ drain: true });
  let isOver = false;
  void stopped.then(() => (isOver = true));
  await host.settle();
  open.shift()?.();
  await host.settle();
  goOn();
  await host.settle();
  expect([open.length, isOver]).toEqual([1, false]);
  open.shift()?.();
  await host.settle();
  expect([await stopped, isOver]).toEqual([{ kind: "stopped" }, true]);
});
