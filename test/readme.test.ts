import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const listings = [...readme.matchAll(/```ts\n\/\/ (examples\/\S+)\n(.*?)```/gs)].map(([, path = "", code = ""]) => ({
  path,
  code,
}));

test("README shows the examples as they are", async () => {
  expect(listings.map(({ path }) => path)).toEqual(["examples/hello.ts", "examples/counter.ts"]);
  for (const { path, code } of listings) {
    expect(code).toBe(await readFile(new URL(`../${path}`, import.meta.url), "utf8"));
  }
});

test.for(listings)("$path prints what its comment says", async ({ path, code }) => {
  const said = /console\.log.*\/\/ => ([^,\n]+(?:, world)?)/.exec(code)?.[1];
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", path], { timeout: 30_000 });
  expect((await run).stdout.trim()).toBe(said);
});
