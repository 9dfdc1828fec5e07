import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const docs = await readFile(new URL("../../docs/placement.md", import.meta.url), "utf8");
const examples = await readFile(new URL("placement/placement.test.ts", import.meta.url), "utf8");

test("docs/placement.md shows tests as they are, and nothing else", () => {
  const listings = [...docs.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
  expect(listings.length).toBeGreaterThan(0);
  for (const code of listings) expect(examples).toContain(code);
});
