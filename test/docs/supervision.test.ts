import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createTestSystem } from "troupe/testing";
import { defineActor, type Exit, type Restart } from "troupe";
import { ExitDoctor } from "../../src/exit-doctor.ts";
import { isRestarted } from "../../src/supervisor/restart-rule.ts";

const docs = await readFile(new URL("../../docs/supervision.md", import.meta.url), "utf8");

test("docs/supervision.md shows parts of tests as they are, and no other code", async () => {
  const listings = [...docs.matchAll(/```ts\n\/\/ (test\/docs\/supervision\/\S+)\n(.*?)```/gs)];
  expect(listings.length).toBe(docs.match(/```ts/g)?.length);
  for (const [, path = "", code = ""] of listings) {
    const file = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
    expect(flat(file)).toContain(flat(code));
  }
});

/** A part may stand further to the right than it does in the docs. */
function flat(code: string): string {
  return code.replaceAll(/^ +/gm, "");
}

test("docs/supervision.md has the table of restart types and exits", () => {
  const rows = [...docs.matchAll(/^\| `"(always|on-crash|never)"`[^|]* \| (.*) \|$/gm)];
  const exits =
    /^\| `restart` \| (.*) \|$/m
      .exec(docs)?.[1]
      ?.split(" | ")
      .map((kind) => kind.replaceAll("`", "")) ?? [];
  const table = rows.map(([, restart, cells = ""]) => [
    restart,
    Object.fromEntries(cells.split(" | ").map((cell, index) => [exits[index], cell === "starts again"])),
  ]);
  expect(Object.fromEntries(table) as Record<Restart, Record<Exit["kind"], boolean>>).toEqual(isRestarted);
});

test("docs/supervision.md names all events and states", async () => {
  const source = async (path: string): Promise<string> =>
    readFile(new URL(`../../src/core/${path}`, import.meta.url), "utf8");
  const events = [...(await source("events.ts")).matchAll(/^ {2}readonly (\w+): \{/gm)].map(([, name]) => name);
  const union = /type ActorState =([^;]*);/.exec(await source("tree.ts"))?.[1] ?? "";
  const states = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  expect([events.length, states.length]).toEqual([7, 8]);
  for (const name of [...events, ...states]) expect(docs).toMatch(new RegExp(`^\\| \`${name}\` \\|`, "m"));
});

test("docs/supervision.md shows the lines of the log as they are", async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = { debug: write, info: write, warn: write, error: write };
  const till = defineActor({
    name: "till",
    receive: {
      pay(): void {
        throw new RangeError("not enough");
      },
    },
  });
  const hall = defineActor({ name: "hall", init: (_, { spawn }) => spawn(till, { name: "till-1" }), receive: {} });
  await using system = createTestSystem({ name: "shop", log });
  await system.spawn(hall, { name: "hall" });
  (await system.get("/shop/hall/till-1", till))?.tell("pay");
  await system.settled();

  const doctor = new ExitDoctor({ setTimer: (_, run) => run() });
  doctor.add("/office/printer-1", "print");
  doctor.watch(log);

  const said = [...docs.matchAll(/^troupe: (.*)$/gm)].map(([, line = ""]) => line);
  expect(lines.map((line) => line.replace(/\d+ ms\)/, "104 ms)"))).toEqual(said);
});
