import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const guest = defineActor({
  name: "guest",
  receive: {
    leave: ({ finish }) => finish("bye"),
    faint(): void {
      throw new Error("too hot");
    },
  },
});

const inn = defineActor({
  name: "inn",
  async init(_, { spawn }) {
    await spawn(guest, { name: "regular", restart: "always" }); // comes again whenever it has gone
    await spawn(guest, { name: "patient" }); // "on-crash": comes again when it has recovered
    await spawn(guest, { name: "passer-by", restart: "never" });
  },
  receive: {},
});

test.each([
  ["leave", ["regular"]],
  ["faint", ["regular", "patient"]],
] as const)("after %s these are there again: %j", async (how, again) => {
  await using system = createTestSystem();
  await system.spawn(inn, { name: "inn" });
  for (const name of ["regular", "patient", "passer-by"]) {
    (await system.get(`/test/inn/${name}`, guest))?.tell(how);
  }
  await system.advance(1_000);
  const [node] = (await system.tree()).children;
  expect(node?.children.map(({ name, restarts }) => [name, restarts])).toEqual(again.map((name) => [name, 1]));
});
