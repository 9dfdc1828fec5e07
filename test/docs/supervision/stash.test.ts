import { expect, test } from "vitest";
import { defineActor, type Stashed } from "troupe";
import { createTestSystem } from "troupe/testing";

type Connection = (question: string) => string;

const oracle = defineActor({
  name: "oracle",
  init: () => ({ connection: undefined as Connection | undefined }),
  receive: {
    query: ({ state, stash }, question: string): string | Stashed => state.connection?.(question) ?? stash(),
    connected({ state, unstash }, connection: Connection) {
      state.connection = connection;
      unstash(); // all of them, in their order, before everything that waits
    },
  },
});

test("ctx.stash() puts questions aside until they can be answered", async () => {
  await using system = createTestSystem();
  const actor = await system.spawn(oracle);
  const early = [actor.ask("query", "when?"), actor.ask("query", "why?")];
  actor.tell("connected", (question) => `nobody knows ${question}`);
  expect(await Promise.all(early)).toEqual(["nobody knows when?", "nobody knows why?"]);
});
