import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("examples/self-healing.ts prints what docs/supervision.md says, and ends by itself with status 0", async () => {
  const docs = await readFile(new URL("../../docs/supervision.md", import.meta.url), "utf8");
  const said = /npx tsx examples\/self-healing\.ts\n```\n\n```\n(.*?)```/s.exec(docs)?.[1];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", "examples/self-healing.ts"], {
    cwd: root,
    env,
    timeout: 30_000,
  });
  expect(await run).toEqual({ stdout: said, stderr: "" });
});
