import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const printer = defineActor({
  name: "printer",
  receive: { print: () => new Promise<void>(() => {}) }, // out of paper
});

test("system.stop({ timeoutMs }) says what held it up", async () => {
  const system = createTestSystem({ name: "office" });
  const child = await system.spawn(printer);
  child.tell("print");
  await system.settled(); // the printer has begun

  await expect(system.stop({ timeoutMs: 50 })).rejects.toMatchObject({
    code: "STOP_TIMEOUT",
    message:
      'Cannot stop system "office" in 50 ms, so it was killed; ' +
      'Cannot stop actor "/office/printer-1" in time: its handler of "print" has not returned',
  });
  expect(await child.exited).toEqual({ kind: "killed" });
});
