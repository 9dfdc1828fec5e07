import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { asDefinition } from "../../src/core/definition.ts";

const spec = { name: "counter", receive: { add: () => 1 } };
const define = defineActor as (given: unknown) => unknown;

const aName = "a text that is not empty, without slashes and control characters";
const aModule = "import.meta.url or an absolute path";
const aWhole = "a whole number from 1, or Infinity";

test.each([
  [{ module: undefined, init: undefined, ended: undefined, onCrash: undefined, concurrency: undefined }],
  [{ supervise: undefined }],
  [{ supervise: {} }],
  [{ module: "file:///actors/counter.ts" }],
  [{ module: "/actors/counter.ts" }],
  [{ module: "C:\\actors\\counter.ts" }],
  [{ onCrash: () => "resume" }],
  [{ concurrency: 1 }],
  [{ concurrency: Infinity }],
])("defineActor() takes %o", (more) => {
  expect(() => define({ ...spec, ...more })).not.toThrow();
});

test.each([
  [{ name: undefined }, `Cannot define actor undefined: name must be ${aName}, not undefined`],
  [{ name: "" }, `Cannot define actor "": name must be ${aName}, not ""`],
  [{ name: "a/b" }, `Cannot define actor "a/b": name must be ${aName}, not "a/b"`],
  [{ name: "a\nb" }, `Cannot define actor "a\\nb": name must be ${aName}, not "a\\nb"`],
  [{ name: 7 }, `Cannot define actor 7: name must be ${aName}, not 7`],
  [{ module: 7 }, `Cannot define actor "counter": module must be ${aModule}, not 7`],
  [{ module: "./counter.ts" }, `Cannot define actor "counter": module must be ${aModule}, not "./counter.ts"`],
  [{ init: {} }, 'Cannot define actor "counter": init must be a function, not an object'],
  [{ ended: "x" }, 'Cannot define actor "counter": ended must be a function, not "x"'],
  [{ ended: null }, 'Cannot define actor "counter": ended must be a function, not null'],
  [{ onCrash: "resume" }, 'Cannot define actor "counter": onCrash must be a function, not "resume"'],
  [{ onCrash: null }, 'Cannot define actor "counter": onCrash must be a function, not null'],
  [{ concurrency: 0 }, `Cannot define actor "counter": concurrency must be ${aWhole}, not 0`],
  [{ concurrency: -1 }, `Cannot define actor "counter": concurrency must be ${aWhole}, not -1`],
  [{ concurrency: 1.5 }, `Cannot define actor "counter": concurrency must be ${aWhole}, not 1.5`],
  [{ concurrency: Number.NaN }, `Cannot define actor "counter": concurrency must be ${aWhole}, not NaN`],
  [{ concurrency: "4" }, `Cannot define actor "counter": concurrency must be ${aWhole}, not "4"`],
  [{ receive: undefined }, 'Cannot define actor "counter": receive must be an object of handlers, not undefined'],
  [{ receive: null }, 'Cannot define actor "counter": receive must be an object of handlers, not null'],
  [{ receive: [() => 1] }, 'Cannot define actor "counter": receive must be an object of handlers, not an array'],
  [{ receive: { add: 7 } }, 'Cannot define actor "counter": receive.add must be a function, not 7'],
  [{ receive: { add: undefined } }, 'Cannot define actor "counter": receive.add must be a function, not undefined'],
  [{ supervise: null }, 'Cannot define actor "counter": supervise must be an object, not null'],
  [
    { recieve: {} },
    'Cannot define actor "counter": there is no option "recieve", only name, module, init, receive, ended, mailbox, supervise, onCrash, concurrency',
  ],
])("defineActor() refuses %o", (wrong, message) => {
  expect(() => define({ ...spec, ...wrong })).toThrow(expect.objectContaining({ code: "BAD_OPTION", message }));
});

test.each([
  [undefined, "undefined"],
  [null, "null"],
  ["counter", '"counter"'],
  [[spec], "an array"],
])("defineActor() refuses %o in place of a spec", (given, shown) => {
  const message = `Cannot define an actor: ${shown} is no object with name and receive`;
  expect(() => define(given)).toThrow(expect.objectContaining({ code: "BAD_OPTION", message }));
});

test("defineActor() fills in what the spec leaves out", () => {
  expect(asDefinition(defineActor(spec))).toMatchObject({
    module: undefined,
    init: undefined,
    ended: undefined,
    supervise: {},
    onCrash: undefined,
    concurrency: 1,
  });
});

test("defineActor() takes its handlers once: what changes in the object later has no effect", () => {
  const receive: Record<string, () => number> = { add: () => 1 };
  const definition = asDefinition(defineActor({ name: "counter", receive }));
  receive["sub"] = () => -1;
  expect([...definition.receive.keys()]).toEqual(["add"]);
  expect(Object.isFrozen(definition)).toBe(true);
});

test("defineActor() takes its supervise options once: what changes in the object later has no effect", () => {
  const supervise = { maxRestarts: 1, backoff: { minMs: 1 } };
  const definition = asDefinition(defineActor({ ...spec, supervise }));
  supervise.maxRestarts = -1;
  supervise.backoff.minMs = Number.NaN;
  expect(definition.supervise).toEqual({ maxRestarts: 1, backoff: { minMs: 1 } });
});

test("defineActor() finds handlers of the spec alone, not those of Object.prototype", () => {
  const definition = asDefinition(defineActor(spec));
  expect(definition.receive.get("toString")).toBeUndefined();
});

test.each([undefined, null, "counter", {}, () => {}])("asDefinition(%o) throws BAD_OPTION", (value) => {
  expect(() => asDefinition(value)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
