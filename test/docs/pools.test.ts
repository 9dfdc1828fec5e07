import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const docs = await readFile(new URL("../../docs/pools.md", import.meta.url), "utf8");
const examples = await readFile(new URL("pools/pools.test.ts", import.meta.url), "utf8");

test("docs/pools.md shows tests as they are, and nothing else", () => {
  const listings = [...docs.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
  expect(listings.length).toBeGreaterThan(0);
  for (const code of listings) expect(examples).toContain(code);
});

test("docs/pools.md has an example of everything that a pool has", () => {
  for (const member of ["submit", "map", "tell", "ask", "stats", "close", "closed"]) {
    expect(examples).toMatch(new RegExp(`\\.${member}\\b`));
  }
});
