import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const plain = defineActor({ name: "plain", receive: { note(_ctx, _n: number) {} } });

test("many spawns share one signal without a warning of a leak", async () => {
  const system = createTestSystem();
  const warnings: unknown[] = [];
  const warned = (warning: unknown): void => void warnings.push(warning);
  process.on("warning", warned);
  const controller = new AbortController();
  const children = await Promise.all(
    Array.from({ length: 20 }, () => system.spawn(plain, { signal: controller.signal })),
  );
  await system.settled();
  await new Promise(setImmediate); // warnings come in a turn of their own
  process.off("warning", warned);
  expect(warnings).toEqual([]);
  controller.abort();
  await system.settled();
  expect(await Promise.all(children.map(async ({ exited }) => (await exited).kind))).toEqual(
    children.map(() => "stopped"),
  );
  await system.stop();
});
