import { createSystem, defineActor } from "troupe";
import { heartbeat } from "troupe/actors";
import { expect, onTestFinished, test, vi, type MockInstance } from "vitest";

test("heartbeat says how much is done until its supervisor finishes, and does not keep that alive", async () => {
  const system = createSystem({ log: false });
  onTestFinished(() => system.stop());
  const exits: string[] = [];
  system.addEventListener("exit", ({ actor, exit }) => exits.push(`${actor.split("/").at(-1)} ${exit.kind}`));
  const { said, times } = listen();

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
  await times(2);
  child.tell("stop");
  expect(await child.exited).toEqual({ kind: "done", value: "all done" });
  expect(said.mock.calls.slice(0, 2)).toEqual([["Still working: 1 of 2"], ["Still working: 1 of 2"]]);
  expect(exits).toEqual(["beat stopped", "work done"]);
});

test("heartbeat says nothing any more once all is done", async () => {
  const system = createSystem({ log: false });
  onTestFinished(() => system.stop());
  const { said, times } = listen();

  const args = { doing: "working", everyMs: 1, total: 2 };
  const done = await system.spawn(heartbeat, { args: { ...args, doing: "lingering" } });
  await done.ask("done", 2);
  said.mockClear();
  await system.spawn(heartbeat, { args });
  await times(4);
  expect(new Set(said.mock.calls.flat())).toEqual(new Set(["Still working: 0 of 2"]));
});

/** What is said on standard error, and how to wait until that has been said so many times. */
function listen(): { said: MockInstance<typeof console.error>; times: (count: number) => Promise<void> } {
  let look = (): void => {};
  const said = vi.spyOn(console, "error").mockImplementation(() => look());
  onTestFinished(() => said.mockRestore());
  const times = (count: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => void (said.mock.calls.length >= count && resolve());
      look();
    });
  return { said, times };
}
