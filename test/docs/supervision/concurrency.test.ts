import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const kitchen = defineActor({
  name: "kitchen",
  concurrency: 2, // messages in hand at once
  init: () => ({ cooking: 0, most: 0 }),
  receive: {
    async cook({ state, signal }, dish: () => Promise<void>) {
      state.cooking += 1; // one state: nobody else runs between two awaits
      state.most = Math.max(state.most, state.cooking);
      await dish();
      signal.throwIfAborted(); // another dish has crashed meanwhile
      state.cooking -= 1;
    },
    most: ({ state }) => state.most,
  },
});

test("concurrency lets handlers wait side by side", async () => {
  await using system = createTestSystem();
  const actor = await system.spawn(kitchen);
  let serve!: () => void;
  const served = new Promise<void>((resolve) => (serve = resolve));
  for (let n = 0; n < 5; n++) actor.tell("cook", () => served);
  await system.settled();
  serve();
  expect(await actor.ask("most")).toBe(2);
});
