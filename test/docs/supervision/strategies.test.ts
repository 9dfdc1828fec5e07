import { expect, test } from "vitest";
import { defineActor, type Strategy } from "troupe";
import { createTestSystem } from "troupe/testing";

const step = defineActor({
  name: "step",
  receive: {
    fail(): void {
      throw new Error("as told");
    },
  },
});

const pipeline = (strategy: Strategy) =>
  defineActor({
    name: "pipeline",
    supervise: { strategy }, // default: "one-for-one"
    async init(_, { spawn }) {
      for (const name of ["source", "filter", "sink"]) await spawn(step, { name });
    },
    receive: {},
  });

test.each<[strategy: Strategy, restarted: string[]]>([
  ["one-for-one", ["filter"]],
  ["one-for-all", ["source", "filter", "sink"]],
  ["rest-for-one", ["filter", "sink"]],
])("%s restarts, in this order, %j", async (strategy, restarted) => {
  await using system = createTestSystem();
  const started: string[] = [];
  system.addEventListener("restart", ({ actor }) => started.push(actor.slice("/test/pipeline-1/".length)));
  await system.spawn(pipeline(strategy));
  (await system.get("/test/pipeline-1/filter", step))?.tell("fail");
  await system.advance(1_000);
  expect(started).toEqual(restarted);
});
