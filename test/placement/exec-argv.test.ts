import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { inheritedExecArgv, processExecArgv } from "../../src/placement/exec-argv.ts";

const tsx = "file:///app/node_modules/tsx/dist/loader.mjs";
const preflight = "/app/node_modules/tsx/dist/preflight.cjs";

test.each<[given: string[]]>([
  [[]],
  [["--max-old-space-size=100", "--title", "mine", "--import", "./set-up.js"]],
  [["--import", "file:///app/my-tsx-app.js"]],
])("inheritedExecArgv(%j) is undefined: a thread inherits them as they are", (given) => {
  expect(inheritedExecArgv(given)).toBeUndefined();
});

test.each<[given: string[], kept: string[]]>([
  [["--require", preflight, "--import", tsx], []],
  [[`--import=${tsx}`], []],
  [["--import", "tsx", "--import=tsx/esm", "-r", "tsx/cjs"], []],
  [["--import", String.raw`C:\app\node_modules\tsx\dist\loader.mjs`], []],
  [["--import", "/app/node_modules/vitest/suppress.mjs"], []],
  [
    ["--require", preflight, "--import", tsx, "--import", "./set-up.js"],
    ["--import", "./set-up.js"],
  ],
  [
    ["-r", "./set-up.cjs", "--import", tsx, "-C", "dev"],
    ["-r", "./set-up.cjs", "-C", "dev"],
  ],
  [
    ["--conditions=dev", "--import", tsx, "--conditions", "test"],
    ["--conditions=dev", "--conditions", "test"],
  ],
  [
    ["--no-warnings", "--enable-source-maps", "--import", tsx, "--preserve-symlinks"],
    ["--no-warnings", "--enable-source-maps", "--preserve-symlinks"],
  ],
  [["--max-old-space-size=100", "--title", "mine", "--inspect", "--import", tsx, "--expose-gc"], []],
])("inheritedExecArgv(%j) keeps %j", (given, kept) => {
  expect(inheritedExecArgv(given)).toEqual(kept);
});

test.each([
  "--no-warnings",
  "--enable-source-maps",
  "--preserve-symlinks",
  "--conditions=dev",
  "--experimental-vm-modules",
  "--experimental-default-type=module",
  "--experimental-shadow-realm",
])("inheritedExecArgv() with %s makes a list that Node takes for a thread", async (option) => {
  const execArgv = inheritedExecArgv([option, "--import", tsx]);
  const worker = new Worker("", { eval: true, ...(execArgv && { execArgv }) });
  await worker.terminate();
});

test.each<[given: string[], kept: string[]]>([
  [["--cpu-prof", "--cpu-prof-interval", "300", "--max-old-space-size=100"], ["--max-old-space-size=100"]],
  [
    ["--inspect-port", "9230", "--title", "mine", "--import", "./set-up.js"],
    ["--title", "mine", "--import", "./set-up.js"],
  ],
  [["--import", tsx, "-e", "-1", "--no-warnings"], ["--no-warnings"]],
])("processExecArgv(%j) leaves out what is of this process alone, with its values", (given, kept) => {
  expect(processExecArgv(given)).toEqual(kept);
});
