import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { asDefinition } from "../../src/core/definition.ts";

const spec = { name: "counter", receive: { add: () => 1 } };

test.each([
  ["name", { name: "" }],
  ["name", { name: "a/b" }],
  ["name", { name: "a\nb" }],
  ["name", { name: 7 }],
  ["module", { module: 7 }],
  ["init", { init: {} }],
  ["ended", { ended: "x" }],
  ["receive", { receive: null }],
  ["receive.add", { receive: { add: 7 } }],
])("defineActor() refuses a wrong %s: %o", (option, wrong) => {
  const define = defineActor as (given: object) => unknown;
  expect(() => define({ ...spec, ...wrong })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: expect.stringContaining(`${option} must be`) }),
  );
});

test("defineActor() takes its handlers once: what changes in the object later has no effect", () => {
  const receive: Record<string, () => number> = { add: () => 1 };
  const definition = asDefinition(defineActor({ name: "counter", receive }));
  receive["sub"] = () => -1;
  expect([...definition.receive.keys()]).toEqual(["add"]);
  expect(Object.isFrozen(definition)).toBe(true);
});

test("defineActor() finds handlers of the spec alone, not those of Object.prototype", () => {
  const definition = asDefinition(defineActor(spec));
  expect(definition.receive.get("toString")).toBeUndefined();
});

test.each([undefined, null, "counter", {}, () => {}])("asDefinition(%o) throws BAD_OPTION", (value) => {
  expect(() => asDefinition(value)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
