import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loaderFor, runsUnderTsx } from "../../src/placement/typescript.ts";

const features = process.features as { typescript?: unknown };
const { execArgv } = process;
const feature = Object.getOwnPropertyDescriptor(features, "typescript");

function pretend(typescript: false | "strip" | "transform" | undefined): void {
  Object.defineProperty(features, "typescript", { value: typescript, configurable: true });
}

beforeEach(() => pretend(undefined));

afterEach(() => {
  process.execArgv = execArgv;
  vi.unstubAllEnvs();
  if (feature === undefined) delete features.typescript;
  else Object.defineProperty(features, "typescript", feature);
});

const here = import.meta.url;

test.each(["file:///app/a.js", "file:///app/a.mjs", "file:///app/a.cjs", "file:///app/ts", "file:///app/a.ts.js"])(
  "loaderFor(%j) is undefined: that is no TypeScript",
  (url) => {
    expect(loaderFor(url, false)).toBeUndefined();
  },
);

test.each([".ts", ".mts", ".cts", ".tsx"])("loaderFor() a %s file is tsx's API that works on threads", (extension) => {
  const url = loaderFor(here.replace(/\.ts$/, extension), false);
  expect(url).toMatch(/^file:.*\/tsx\/dist\/esm\/api\/.*\.mjs$/);
  expect(existsSync(fileURLToPath(url as string))).toBe(true);
});

test("loaderFor() an absolute path works too", () => {
  expect(loaderFor(fileURLToPath(here), false)).toBe(loaderFor(here, false));
});

test("loaderFor() a file that has no tsx near it takes the one near Troupe", () => {
  expect(loaderFor("file:///nowhere/at/all/actor.ts", false)).toBe(loaderFor(here, false));
});

test.each(["strip", "transform"] as const)("loaderFor() is undefined on a Node that reads TypeScript: %s", (mode) => {
  pretend(mode);
  expect(loaderFor(here, false)).toBeUndefined();
});

test("loaderFor() is tsx on such a Node too if the program runs under tsx: that reads more", () => {
  pretend("strip");
  expect(loaderFor(here, true)).toMatch(/\/tsx\//);
});

test("loaderFor() is tsx on a Node whose reading of TypeScript is switched off", () => {
  pretend(false);
  expect(loaderFor(here, false)).toMatch(/\/tsx\//);
});

test.each<[options: string[], nodeOptions: string, isUnder: boolean]>([
  [[], "", false],
  [["--import", "tsx"], "", true],
  [["--import=tsx/esm"], "", true],
  [["--import", "file:///app/node_modules/tsx/dist/loader.mjs"], "", true],
  [[], "--no-warnings --import=tsx", true],
  [["--import", "./my-tsx-app.js"], "", false],
  [["--import", "file:///app/tsx.js"], "", false],
])("runsUnderTsx() with %j and NODE_OPTIONS=%j is %j", (options, nodeOptions, isUnder) => {
  process.execArgv = options;
  vi.stubEnv("NODE_OPTIONS", nodeOptions);
  expect(runsUnderTsx()).toBe(isUnder);
});
