import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const fixture = (name: string): string => join(root, "test/fixtures/one-file", `${name}.ts`);
const squares = JSON.stringify([
  { square: 49, isElsewhere: true },
  { square: 64, isElsewhere: true },
  { square: 81, isElsewhere: true },
]);

/** What a script printed; it must have ended by itself with status 0. */
async function run(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, timeout: 20_000 });
  return stdout.trim();
}

describe("a script that defines its actors and runs them", () => {
  test("run() works on threads and in processes as it is, under tsx", async () => {
    expect(await run("--import", "tsx", fixture("squares"))).toBe(squares);
  });

  test("createSystem() in a main function works on threads as it is", async () => {
    expect(await run("--import", "tsx", fixture("main-function"))).toBe("42");
  });

  test("spawn() says why a thread cannot find a definition", async () => {
    const [late, twin] = (await run("--import", "tsx", fixture("too-late"))).split("\n");
    expect(late).toMatch(/Cannot find the definition of actor "late" .* not later and not inside a function/);
    expect(twin).toMatch(/Cannot find the definition of actor "twin" .* two actors of that name/);
  });
});

describe("the same bundled into one file, Troupe included", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "troupe-bundle-"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await build({
      entryPoints: [fixture("squares"), fixture("main-function")],
      outdir: folder,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
    });
  });

  afterAll(() => rm(folder, { recursive: true }));

  test("run() works on threads and in processes from a bundle", async () => {
    expect(await run(join(folder, "squares.js"))).toBe(squares);
  });

  test("createSystem() works on threads from a bundle", async () => {
    expect(await run(join(folder, "main-function.js"))).toBe("42");
  });
});
