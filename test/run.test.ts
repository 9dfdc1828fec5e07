import { expect, test } from "vitest";
import { defineActor, run } from "troupe";

const actor = defineActor({ name: "actor", init: () => {}, receive: {} });

test.each([
  [null, "null"],
  [5, "5"],
  ["x", '"x"'],
])("run(definition, %j) is refused", async (options, shown) => {
  const before = process.listenerCount("beforeExit");
  await expect(run(actor, options as never)).rejects.toMatchObject({
    code: "BAD_OPTION",
    message: `Cannot run an actor: options must be an object, not ${shown}`,
  });
  expect(process.listenerCount("beforeExit")).toBe(before);
});
