import { expect, test } from "vitest";
import { defineActor, type Deferred } from "troupe";
import { createTestSystem } from "troupe/testing";

const lostAndFound = defineActor({
  name: "lost-and-found",
  init: () => ({ waiting: [] as Deferred<string>[] }),
  receive: {
    collect({ state, defer }) {
      const reply = defer<string>();
      state.waiting.push(reply); // and other messages are handled meanwhile
      return reply; // types the reply: string
    },
    bring: ({ state }, thing: string) => state.waiting.shift()?.resolve(thing),
  },
});

test("ctx.defer() hands out a reply to give later", async () => {
  await using system = createTestSystem();
  const actor = await system.spawn(lostAndFound);
  const asked = [actor.ask("collect"), actor.ask("collect")];
  for (const thing of ["a hat", "an umbrella"]) actor.tell("bring", thing);
  expect(await Promise.all(asked)).toEqual(["a hat", "an umbrella"]);
});
