import { createSystem, defineActor } from "troupe";
import { heartbeat } from "troupe/actors";
import { expect, onTestFinished, test, vi } from "vitest";

test("heartbeat says how much is done until its supervisor finishes, and does not keep that alive", async () => {
  const system = createSystem({ log: false });
  onTestFinished(() => system.stop());
  const exits: string[] = [];
  system.addEventListener("exit", ({ actor, exit }) => exits.push(`${actor.split("/").at(-1)} ${exit.kind}`));
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());

  const work = defineActor({
    name: "work",
    init: async (_: undefined, ctx) => {
      const args = { doing: "working", everyMs: 1, total: 2 };
      const beat = await ctx.spawn(heartbeat, { args, transient: true, name: "beat" });
      beat.tell("done", 1);
    },
    receive: { stop: ({ finish }) => finish("all done") },
  });
  const child = await system.spawn(work, { name: "work", restart: "never" });
  await vi.waitUntil(() => said.mock.calls.length > 1, { interval: 1 });
  child.tell("stop");
  expect(await child.exited).toEqual({ kind: "done", value: "all done" });
  expect(said.mock.calls.slice(0, 2)).toEqual([["Still working: 1 of 2"], ["Still working: 1 of 2"]]);
  expect(exits).toEqual(["beat stopped", "work done"]);
});

test("heartbeat says nothing any more once all is done", async () => {
  const system = createSystem({ log: false });
  onTestFinished(() => system.stop());
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());

  const args = { doing: "working", everyMs: 1, total: 2 };
  const done = await system.spawn(heartbeat, { args: { ...args, doing: "lingering" } });
  await done.ask("done", 2);
  said.mockClear();
  await system.spawn(heartbeat, { args });
  await vi.waitUntil(() => said.mock.calls.length > 3, { interval: 1 });
  expect(new Set(said.mock.calls.flat())).toEqual(new Set(["Still working: 0 of 2"]));
});
