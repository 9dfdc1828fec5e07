import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const busy = defineActor({
  name: "busy",
  mailbox: { capacity: 1 },
  receive: {
    hold: () => new Promise<void>(() => {}),
    n(_ctx, _n: number) {},
  },
});

test("of the dead letters of one that lives 1,000 a second are shown, however many turns that has; all are counted", async () => {
  const system = createTestSystem();
  const child = await system.spawn(busy);
  const seen = { shown: 0, counted: 0 };
  system.addEventListener("deadletter", ({ count, message }) => {
    if (message === undefined) seen.counted += count;
    else seen.shown += count;
  });
  child.tell("hold");
  await system.settled();
  child.tell("n", 0);
  const lose = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      for (let n = 0; n < 600; n++) child.tell("n", n);
      await system.settled();
    }
  };
  await lose();
  expect(seen).toEqual({ shown: 1_000, counted: 800 });
  await system.advance(1_000);
  await lose();
  expect(seen).toEqual({ shown: 2_000, counted: 1_600 });
  await child.kill();
  await system.stop();
});
