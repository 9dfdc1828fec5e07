import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runExample } from "./run-example.ts";

test("examples/self-healing.ts prints what docs/supervision.md says, and ends by itself with status 0", async () => {
  const docs = await readFile(new URL("../../docs/supervision.md", import.meta.url), "utf8");
  const said = /npx tsx examples\/self-healing\.ts\n```\n\n```\n(.*?)```/s.exec(docs)?.[1];
  expect(await runExample("self-healing")).toEqual({ stdout: said, stderr: "" });
});
