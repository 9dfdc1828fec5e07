// How much memory a worker uses is known only on a host of its own.
import { afterEach, expect, test } from "vitest";
import { createSystem, type System } from "troupe";
import { laborer } from "./actors/laborer.ts";

let system: System;
afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

test("maxMemoryBytes: a worker that has grown too large is replaced, and its thread ends", async () => {
  system = createSystem({ log: false });
  const pool = await system.pool(laborer, { size: 1, on: "thread", maxMemoryBytes: 96 * 2 ** 20 });
  const ended = new Promise<string>((resolve) => {
    system.addEventListener("exit", ({ actor, exit }) => resolve(`${actor} ${exit.kind}`));
  });
  const names = new Set<string>();
  for (let n = 0; n < 300 && names.size < 2; n++) {
    await pool.submit("grow", 1); // half a megabyte, which it keeps
    names.add((await pool.submit("who", n)).split(" ")[0] as string);
  }
  expect([...names]).toEqual(["laborer-1", "laborer-2"]);
  expect(await ended).toBe(`${pool.path}/laborer-1 stopped`);
  expect(pool.stats().failed).toBe(0);
});

test("maxMemoryBytes is refused where no host could be freed", async () => {
  system = createSystem({ log: false });
  await expect(system.pool(laborer, { maxMemoryBytes: 1e9 })).rejects.toMatchObject({ code: "BAD_OPTION" });
});
