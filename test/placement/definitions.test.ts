import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { asDefinition, type AnyDefinition } from "../../src/core/definition.ts";
import { ActorError } from "../../src/core/errors.ts";
import { Definitions } from "../../src/placement/definitions.ts";
import { defineActor } from "troupe";
import { createManualEnv } from "./manual-env.ts";

const url = "file:///app/actors.js";

function define(name: string, module: string = url): AnyDefinition {
  return asDefinition(defineActor({ name, module, receive: {} }));
}

/** Definitions of a host on which modules do what a test says, and no time passes by itself. */
function createDefinitions(evaluate: (definitions: Definitions, url: string) => unknown = () => {}) {
  const imported: string[] = [];
  const env = { ...createManualEnv(), nextTurn: setImmediate };
  const definitions = new Definitions(env, async (module) => {
    imported.push(module);
    await evaluate(definitions, module);
  });
  return { definitions, imported, clock: env.clock };
}

const forEver = new Promise<never>(() => {});

test("definitions.find() imports the module once, and finds what it makes meanwhile", async () => {
  const [one, other] = [define("one"), define("other")];
  const { definitions, imported } = createDefinitions((its) => [one, other].forEach((made) => its.defined(made)));
  expect(await Promise.all([definitions.find(url, "one"), definitions.find(url, "other")])).toEqual([one, other]);
  expect(await definitions.find(url, "one")).toBe(one);
  expect(imported).toEqual([url]);
});

test("definitions.find() finds one of a module that never comes to its end", async () => {
  const one = define("one");
  const { definitions } = createDefinitions((its) => {
    its.defined(one);
    return forEver;
  });
  expect(await definitions.find(url, "one")).toBe(one);
});

test("definitions.find() takes an absolute path, and a URL with a query or hash, for the same module", async () => {
  const path = join(process.cwd(), "actors.js");
  const module = pathToFileURL(path).href;
  const { definitions, imported } = createDefinitions();
  const one = define("one", `${module}?v=2#top`);
  definitions.defined(one);
  for (const where of [path, module, `${module}?v=3`, `${module}#end`]) {
    expect(await definitions.find(where, "one")).toBe(one);
  }
  expect(imported).toEqual([module]);
});

test("definitions.find() keeps actors of one name in different modules apart, and forgets those without a module", async () => {
  const { definitions } = createDefinitions();
  const [here, there] = [define("one"), define("one", "file:///app/other.js")];
  definitions.defined(here);
  definitions.defined(there);
  definitions.defined(asDefinition(defineActor({ name: "one", receive: {} })));
  expect(await definitions.find(url, "one")).toBe(here);
  expect(await definitions.find("file:///app/other.js", "one")).toBe(there);
});

test("definitions.find() rejects with MODULE_FAILED and what the module threw as cause, again and again", async () => {
  const thrown = new RangeError("broken");
  const { definitions, imported } = createDefinitions(() => {
    throw thrown;
  });
  for (let n = 0; n < 2; n++) {
    await expect(definitions.find(url, "one")).rejects.toMatchObject({
      code: "MODULE_FAILED",
      message: `Cannot load module ${url} of actor "one": broken`,
      cause: thrown,
    });
  }
  expect(imported.length).toBe(1);
});

test("definitions.find() finds what a module made before it failed", async () => {
  const one = define("one");
  const { definitions } = createDefinitions((its) => {
    its.defined(one);
    throw new Error("broken");
  });
  expect(await definitions.find(url, "one")).toBe(one);
});

test("definitions.find() bears a module that ends with ON_HOST: that is a script's own createSystem()", async () => {
  const one = define("one");
  const { definitions } = createDefinitions((its) => {
    its.defined(one);
    throw new ActorError("ON_HOST", "expected");
  });
  expect(await definitions.find(url, "one")).toBe(one);
  await expect(definitions.find(url, "late")).rejects.toMatchObject({ code: "DEFINITION_NOT_FOUND" });
});

test("definitions.find() rejects with DEFINITION_NOT_FOUND when the module has been loaded without it", async () => {
  const { definitions } = createDefinitions();
  await expect(definitions.find(url, "late")).rejects.toMatchObject({
    code: "DEFINITION_NOT_FOUND",
    message: expect.stringMatching(/"late" in module file:\/\/\/app\/actors.js: .* not inside a function/),
  });
});

test("definitions.find() rejects when the module makes two actors of that name, and finds its others", async () => {
  const { definitions } = createDefinitions((its) => {
    for (const name of ["twin", "single", "twin"]) its.defined(define(name));
  });
  await expect(definitions.find(url, "twin")).rejects.toMatchObject({
    code: "DEFINITION_NOT_FOUND",
    message: expect.stringMatching(/two actors of that name/),
  });
  expect((await definitions.find(url, "single")).name).toBe("single");
});

test("definitions.reachedMain() ends the waiting for a script that runs for ever, after a little while", async () => {
  const { definitions, clock } = createDefinitions(() => forEver);
  const [soon, never] = [
    definitions.find(url, "soon"),
    definitions.find(url, "never").catch((error: unknown) => error),
  ];
  definitions.reachedMain();
  const late = define("soon");
  definitions.defined(late);
  expect(await soon).toBe(late);
  clock.advance(250);
  expect(await never).toMatchObject({ code: "DEFINITION_NOT_FOUND" });
});

test("definitions.reachedMain() of one module does not end the waiting for another that is still being imported", async () => {
  const other = "file:///app/large.js";
  let loaded!: () => void;
  const { definitions, clock } = createDefinitions((its, module) => {
    if (module === other) return new Promise<void>((resolve) => (loaded = resolve));
    its.defined(define("main"));
    its.reachedMain();
    return forEver;
  });
  const large = definitions.find(other, "large").catch((error: unknown) => error);
  await definitions.find(url, "main");
  clock.advance(1_000);
  await new Promise(setImmediate);
  const late = define("large", other);
  definitions.defined(late);
  loaded();
  expect(await large).toBe(late);
});
