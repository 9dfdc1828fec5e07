import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Queue } from "troupe";
import { openQueue, queue } from "troupe/actors";
import { createTestSystem } from "troupe/testing";

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");

const docs = await read("../../docs/queues.md");
const examples = (await read("examples/queues.test.ts")) + (await read("examples/queue-actor.test.ts"));
const [ofQueue = "", ofActor = ""] = docs.split("## As an actor, for several threads\n");

function listingsIn(text: string): string[] {
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
}

/** Those of its methods and properties that no listing uses. */
function unshown(thing: object, text: string): string[] {
  const members = Object.getOwnPropertyNames(Object.getPrototypeOf(thing)).filter((name) => name !== "constructor");
  const shown = listingsIn(text).join("");
  return members.filter((name) => !new RegExp(`\\.${name}\\b`).test(shown));
}

test("docs/queues.md shows tests as they are, and nothing else", () => {
  expect(listingsIn(docs).length).toBeGreaterThan(0);
  for (const code of listingsIn(docs)) expect(examples).toContain(code);
});

test("docs/queues.md has an example of everything that a queue has", () => {
  expect(unshown(new Queue(), ofQueue)).toEqual([]);
});

test("docs/queues.md has an example of everything that an open queue has", async () => {
  await using system = createTestSystem();
  expect(unshown(openQueue(await system.spawn(queue)), ofActor)).toEqual([]);
});
