import { expect, test } from "vitest";
import { runRandomTree } from "./random-tree/run.ts";

test("x", async () => {
  const world = await runRandomTree({ seed: 1, isApart: false });
  expect(world.breaches, world.report()).toEqual([]);
});
