import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createManualHost } from "../placement/manual-host.ts";

const w = defineActor({ name: "w", init: () => {}, receive: {} });

test("spawn() without a name goes past 20,000 names that are taken, and does not try them twice", async () => {
  const host = createManualHost();
  const taken = Promise.all(Array.from({ length: 20_000 }, (_, n) => host.spawn(w, { name: `w-${n + 1}` })));
  await host.settle();
  const children = await taken;
  const spawned = [host.spawn(w), host.spawn(w)];
  await host.settle();
  expect((await Promise.all(spawned)).map(({ name }) => name)).toEqual(["w-20001", "w-20002"]);
  void children[0]?.stop();
  const later = host.spawn(w);
  await host.settle();
  expect((await later).name).toBe("w-20003");
});
