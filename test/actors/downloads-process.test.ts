// `downloads` in programs of their own: bundled, and with nothing else that keeps the process alive.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { emptyFolder, openWeb, page } from "./download/web.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixture = (name: string): string => join(root, `test/actors/fixtures/${name}.ts`);

/** What a program printed; it must have ended by itself, with status 0 and without a word on standard error. */
async function run(...words: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: root, timeout: 20_000 });
  expect(stderr).toBe("");
  return stdout.trim();
}

test.each([
  ["finish", "done"],
  ["stop", "stopped"],
  ["kill", "killed"],
])("downloads keeps no process alive after a %s in the middle of a page", async (how, kind) => {
  expect(await run("--import", "tsx", fixture("holds-nothing"), how, await emptyFolder())).toBe(kind);
});

test.each([true, false])("downloads works from a bundle (splitting: %s)", async (splitting) => {
  const folder = await emptyFolder();
  // A bundled CommonJS package asks for `require`, which an ES module has not.
  const js = 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);';
  await build({
    entryPoints: [fixture("bundled")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js },
  });
  const web = await openWeb({ "/a": page("hello") });
  for (const on of ["inline", "thread", "process"]) {
    const dir = join(folder, on);
    const printed = await run(join(folder, "bundled.mjs"), web.url("/a"), dir, on);
    expect(JSON.parse(printed)).toMatchObject({ saved: [{ name: "a", bytes: 5 }], failed: [] });
    expect(await readFile(join(dir, "a.html"), "utf8")).toBe("hello");
  }
});
