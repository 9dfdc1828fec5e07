// What docs/placement.md shows; it is compared with this file.
import { expect, test } from "vitest";
import { createSystem, defineActor } from "troupe";

export const counter = defineActor({
  name: "counter",
  module: import.meta.url, // where a thread or a process finds this definition
  supervise: { backoff: { minMs: 0 } },
  init: (from: number) => ({ count: from }),
  receive: {
    add({ state }, by: number) {
      state.count += by;
    },
    get: ({ state }) => state.count,
    exit: (_ctx, code: number) => process.exit(code),
  },
});

test("one word of placement", async () => {
  const system = createSystem({ processes: 1, threads: 1, log: false });
  for (const on of ["inline", "thread", "process"] as const) {
    const child = await system.spawn(counter, { args: 1, on });
    child.tell("add", 2);
    expect(await child.ask("get")).toBe(3);
  }
  await system.stop();
});

test("a process of one's own, with options", async () => {
  const system = createSystem({ log: false });
  const child = await system.spawn(counter, {
    args: 1,
    on: { process: { own: true, env: { LANG: "C" }, resourceLimits: { maxOldGenerationSizeMb: 64 } } },
  });
  const neighbour = await system.spawn(counter, { args: 2, on: { beside: child } }); // in the same process
  expect(await neighbour.ask("get")).toBe(2);
  await system.stop();
});

test("the end of a process is a crash", async () => {
  const system = createSystem({ log: false });
  const child = await system.spawn(counter, { args: 1, on: "process" });
  await expect(child.ask("exit", 3)).rejects.toMatchObject({ code: "HOST_LOST", exitCode: 3 });
  expect(await child.ask("get")).toBe(1); // it was started again, in another process
  await system.stop();
});
