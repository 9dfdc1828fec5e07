import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { lifeTable } from "../../../src/supervisor/life/table.ts";

const docs = await readFile(new URL("../../../docs/architecture.md", import.meta.url), "utf8");
const drawing = /```mermaid\nstateDiagram-v2\n(.*?)```/s.exec(docs)?.[1] ?? "";

/** Each arrow as `from EVENT to`; one that leaves a group leaves each state in it. */
function arrowsOf(diagram: string): string[] {
  const group = /state (\w+) \{\n(.*?)\n {2}\}/s.exec(diagram);
  const members = [...new Set([...(group?.[2] ?? "").matchAll(/^ *(\w+) -->/gm)].map(([, name = ""]) => name))];
  return [...diagram.matchAll(/^ *(\w+) --> (\w+): (\w+)$/gm)].flatMap(([, from = "", to = "", event = ""]) =>
    (from === group?.[1] ? members : [from]).map((state) => `${state} ${event} ${to}`),
  );
}

test("docs/architecture.md draws the life of a supervisor as its table says: every state, every transition, no other", () => {
  const table = Object.entries(lifeTable).flatMap(([from, moves]) =>
    Object.entries(moves).map(([event, to]) => `${from} ${event} ${to}`),
  );
  expect(arrowsOf(drawing).toSorted()).toEqual(table.toSorted());
  expect(drawing.split("\n").filter((line) => line.includes("-->")).length).toBeGreaterThan(20);
});

test("docs/architecture.md says what each event of that life is", () => {
  const events = new Set(Object.values(lifeTable).flatMap((moves) => Object.keys(moves)));
  for (const event of events) expect(docs).toMatch(new RegExp(`^\\|[^|]*\`${event}\`[^|]*\\| `, "m"));
});
