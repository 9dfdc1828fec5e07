import { expect, test } from "vitest";
import { defineActor, type ActorRef, type Notice } from "troupe";
import { createTestSystem } from "troupe/testing";

const guest = defineActor({
  name: "guest",
  receive: {
    leave: ({ finish }) => finish("good night"),
    faint(): void {
      throw new Error("too hot");
    },
  },
});

const lobby = defineActor({
  name: "lobby",
  init: () => ({ guests: new Map<string, string>() }),
  receive: {
    enter({ state, watch }, guest: ActorRef<object>) {
      state.guests.set(guest.name, "here");
      watch(guest, "left");
    },
    left({ state }, { ref, exit }: Notice) {
      state.guests.set(ref.name, exit.kind);
    },
    guests: ({ state }) => Object.fromEntries(state.guests),
  },
});

test("ctx.watch() gives one notice when an actor has ended for good, and none for a restart", async () => {
  await using system = createTestSystem();
  const hall = await system.spawn(lobby);
  const [ada, bob] = [await system.spawn(guest, { name: "ada" }), await system.spawn(guest, { name: "bob" })];
  for (const each of [ada, bob]) hall.tell("enter", each);
  ada.tell("leave");
  bob.tell("faint");
  await system.advance(1_000);
  expect(await hall.ask("guests")).toEqual({ ada: "done", bob: "here" });
  await bob.kill();
  await system.settled();
  expect(await hall.ask("guests")).toEqual({ ada: "done", bob: "killed" });
});
