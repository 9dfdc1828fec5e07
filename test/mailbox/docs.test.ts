import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Queue } from "troupe";

const docs = await readFile(new URL("../../docs/queues.md", import.meta.url), "utf8");
const examples = await readFile(new URL("examples/queues.test.ts", import.meta.url), "utf8");
const listings = [...docs.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);

test("docs/queues.md shows tests as they are, and nothing else", () => {
  expect(listings.length).toBeGreaterThan(0);
  for (const code of listings) expect(examples).toContain(code);
});

test("docs/queues.md has an example of everything that a queue has", () => {
  const members = Object.getOwnPropertyNames(Queue.prototype).filter((name) => name !== "constructor");
  const shown = listings.join("");
  expect(members.filter((name) => !new RegExp(`\\.${name}\\b`).test(shown))).toEqual([]);
});
