import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { whenFull } from "../../src/mailbox/overflow.ts";

const docs = await readFile(new URL("../../docs/mailboxes.md", import.meta.url), "utf8");
const examples = await readFile(new URL("mailboxes/mailboxes.test.ts", import.meta.url), "utf8");

test("docs/mailboxes.md shows tests as they are, and nothing else", () => {
  const listings = [...docs.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
  expect(listings.length).toBeGreaterThan(0);
  for (const code of listings) expect(examples).toContain(code);
});

test("docs/mailboxes.md has a row for each kind of overflow", () => {
  const rows = [...docs.matchAll(/^\| `"([a-z-]+)"` \|/gm)].map(([, overflow]) => overflow);
  expect(rows).toEqual(Object.keys(whenFull));
});
