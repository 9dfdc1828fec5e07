import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeTemporaryFiles, temporaryNames } from "../../../actors/download/temporary-file.ts";
import { emptyFolder } from "./web.ts";

test("temporaryNames() gives each caller names of its own", () => {
  const [one, other] = [temporaryNames(".run"), temporaryNames(".run")];
  const names = [one(), one(), other(), other()];
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^\.run-.*\.part$/);
});

test("removeTemporaryFiles() removes those of one run and nothing else", async () => {
  const dir = await emptyFolder();
  const nameOf = { run: temporaryNames(".run-1"), other: temporaryNames(".run-10") };
  const kept = [nameOf.other(), "page.html"];
  for (const name of [nameOf.run(), nameOf.run(), ...kept]) await writeFile(join(dir, name), "half");
  await removeTemporaryFiles(dir, ".run-1");
  expect((await readdir(dir)).toSorted()).toEqual(kept.toSorted());
});

test("removeTemporaryFiles() does not mind that there is no folder", async () => {
  await expect(removeTemporaryFiles(join(await emptyFolder(), "missing"), ".run")).resolves.toBeUndefined();
});
