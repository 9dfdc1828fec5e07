import { describe, expect, test } from "vitest";
import { runRandomTree } from "./random-tree/run.ts";

/** One that failed: `TROUPE_SEED=42 npx vitest run test/contract/random-tree.test.ts` runs it again. */
const replayed = process.env["TROUPE_SEED"];
const seeds = replayed === undefined ? Array.from({ length: 10 }, (_, n) => n + 1) : [Number(replayed)];

describe.each([
  { where: "inline", isApart: false },
  { where: "inline and on clones that die", isApart: true },
])("a random tree of 500 actors, $where", ({ isApart }) => {
  test.each(seeds)("answers or is reported gone, each actor once, and leaves nothing (seed %i)", async (seed) => {
    const world = await runRandomTree({ seed, isApart });
    expect(world.breaches.length === 0 ? "nothing" : world.report()).toBe("nothing");
  });

  test("lives again from its seed, to the last event", async () => {
    const [first, second] = [await runRandomTree({ seed: 42, isApart }), await runRandomTree({ seed: 42, isApart })];
    expect(second.log).toEqual(first.log);
    expect(first.starts.size).toBeGreaterThan(200);
  });
});
