// What a user gets: the packed tarball, installed in an empty project, run from JavaScript and from TypeScript.
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const timeout = 120_000;
const away = ["thread", "process"].map((on) => JSON.stringify({ on, count: 15, away: true })).join("\n");
let scratch: string;
let tarball: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "troupe-package-"));
  tarball = await pack();
}, timeout);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("the package works from JavaScript, on a thread and in a process", { timeout }, async () => {
  const project = await install("javascript");
  const { dependencies } = manifestOf(root);
  expect(readdirSync(join(project, "node_modules")).filter(isPackage)).toEqual(
    ["troupe", ...Object.keys(dependencies)].toSorted(),
  );
  expect(await node(project, ["main.mjs"])).toBe(away);
  expect(await node(project, ["late.mjs"])).toBe(JSON.stringify({ pooled: 1, restarted: 10 }));
});

test("the package works from TypeScript, on a thread and in a process", { timeout }, async () => {
  const project = await install("typescript", versionHere("tsx"), versionHere("@types/node"));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: false,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  expect(await node(project, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."])).toBe("");
  expect(await node(project, ["node_modules/tsx/dist/cli.mjs", "main.ts"])).toBe(away);
  const stripsTypes = "typescript" in process.features && process.features.typescript !== false;
  if (stripsTypes) expect(await node(project, ["main.ts"])).toBe(away);
});

test("the package works from CommonJS, on a thread and in a process", { timeout }, async () => {
  expect(await node(await install("commonjs"), ["main.cjs"])).toBe(away);
});

test("the package holds what is built, and nothing else", { timeout }, async () => {
  const project = await install("javascript");
  const installed = join(project, "node_modules/troupe");
  expect(readdirSync(installed).toSorted()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
  expect(readdirSync(join(installed, "dist")).toSorted()).toEqual(["actors", "chunks", "node", "src"]);
});

test("the package works in a bundle, on a thread and in a process", { timeout }, async () => {
  const project = await install("javascript");
  await build({
    entryPoints: ["main", "late"].map((name) => join(project, `${name}.mjs`)),
    outdir: join(project, "bundled"),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  await expect(bundleWithout(project)).rejects.toThrow(/Cannot load Troupe: .* the export condition "module"/);
  renameSync(join(project, "node_modules"), join(project, "elsewhere"));
  expect(await node(project, ["bundled/main.js"])).toBe(away);
  expect(await node(project, ["bundled/late.js"])).toBe(JSON.stringify({ pooled: 1, restarted: 10 }));
});

test("the package makes its values in the realm of whoever imports it", { timeout }, async () => {
  const project = await install("realm", versionHere("vitest"));
  const ran = await node(project, ["node_modules/vitest/vitest.mjs", "run", "--pool=vmThreads", "--reporter=json"]);
  expect(JSON.parse(ran)).toMatchObject({ numPassedTests: 1, success: true });
});

test("the package gives in Node what it gives in a bundle", { timeout }, async () => {
  const project = await install("javascript");
  const program = `for (const [inNode, inBundle] of [
    ["", "src/mod.js"], ["/actors", "actors/mod.js"], ["/testing", "src/testing/mod.js"],
  ]) {
    const names = [import("troupe" + inNode), import("./node_modules/troupe/dist/" + inBundle)].map(async (module) => Object.keys(await module).join());
    console.log((await names[0]) === (await names[1]) ? "the same" : await Promise.all(names));
  }`;
  expect(await node(project, ["--input-type=module", "--eval", program])).toBe("the same\nthe same\nthe same");
});

test("a thread is given what V8 has compiled Troupe to, and takes it", { timeout }, async () => {
  const project = await install("compiled");
  expect(await node(project, ["main.mjs"])).toBe("code taken: false here, true there\nanother copy says 7");
});

/** Packs a copy of the checkout: `prepack` empties dist/, which other tests may be reading just now. */
async function pack(): Promise<string> {
  const copy = join(scratch, "checkout");
  mkdirSync(copy);
  const packed = [
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "LICENSE",
    "src",
    "actors",
    "build",
  ];
  for (const name of packed) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  await npm(copy, ["pack", "--pack-destination", scratch]);
  const name = readdirSync(scratch).find((entry) => entry.endsWith(".tgz"));
  if (name === undefined) throw new Error(`npm pack left no tarball in ${scratch}`);
  return join(scratch, name);
}

/** With conditions of one's own esbuild knows "module" no more. */
async function bundleWithout(project: string): Promise<string> {
  const outfile = join(project, "unconditioned/main.js");
  const entryPoints = [join(project, "main.mjs")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", conditions: ["production"] });
  return node(project, [outfile]);
}

/** An empty project that holds one folder of test/fixtures/package and has the tarball installed. */
async function install(fixture: string, ...more: string[]): Promise<string> {
  const project = mkdtempSync(join(scratch, `${fixture}-`));
  cpSync(join(root, "test/fixtures/package", fixture), project, { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await npm(project, ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, ...more]);
  return project;
}

function versionHere(name: string): string {
  return `${name}@${manifestOf(join(root, "node_modules", name)).version}`;
}

function manifestOf(folder: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof manifestOf>;
}

function isPackage(entry: string): boolean {
  return !entry.startsWith(".");
}

function npm(cwd: string, words: string[]): Promise<string> {
  return output(cwd, "npm", words);
}

function node(cwd: string, words: string[]): Promise<string> {
  return output(cwd, process.execPath, words);
}

async function output(cwd: string, command: string, words: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, words, { cwd, timeout });
    return stdout.trim();
  } catch (error) {
    // The compiler reports on standard output, everything else on standard error: show both.
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`Cannot run "${command} ${words.join(" ")}" in ${cwd}:\n${stdout}${stderr}`, { cause: error });
  }
}
