import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const docs = await readFile(new URL("../../docs/testing.md", import.meta.url), "utf8");
const listings = [...docs.matchAll(/```ts\n\/\/ (test\/\S+)\n(.*?)```/gs)];

test("docs/testing.md shows tests as they are, and nothing else", async () => {
  expect(listings.length).toBe(docs.match(/```ts/g)?.length);
  for (const [, path = "", code] of listings) {
    expect(await readFile(new URL(`../../${path}`, import.meta.url), "utf8")).toContain(code);
  }
});
