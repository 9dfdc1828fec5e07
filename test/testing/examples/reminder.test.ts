import { expect, test } from "vitest";
import { defineActor, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

interface Printer {
  print: (line: string) => void;
}

const reminder = defineActor({
  name: "reminder",
  module: import.meta.url,
  init: (printer: ActorRef<Printer>, { every }) => {
    every(60_000, "remind");
    return { printer, reminders: 0 };
  },
  receive: {
    remind({ state }) {
      state.reminders += 1;
      state.printer.tell("print", `It is late (${state.reminders})`);
    },
  },
});

test("reminder says each minute that it is late", async () => {
  await using system = createTestSystem();
  const printer = await system.createProbe<Printer>();
  await system.spawn(reminder, { args: printer.ref, on: "thread" });

  await printer.expectNothing();
  await system.advance(120_000); // takes no time
  expect(await printer.receive("print")).toBe("It is late (1)");
  expect(await printer.receive("print")).toBe("It is late (2)");
});

test("reminder begins anew when its thread dies", async () => {
  await using system = createTestSystem();
  const printer = await system.createProbe<Printer>();
  const child = await system.spawn(reminder, { args: printer.ref, on: "thread" });

  await system.advance(60_000);
  system.killHost(child);
  await system.advance(70_000); // the pause before the restart, and a minute
  const lines = (await printer.receiveAll()).map(({ payload }) => payload);
  expect(lines).toEqual(["It is late (1)", "It is late (1)"]);
});
