import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";
import { Inbox } from "../../src/cell/inbox.ts";
import { Inlet } from "../../src/wire/inlet.ts";
import { assertAccounted } from "../../src/testing/accounting.ts";

const listener = defineActor({ name: "listener", module: import.meta.url, receive: { hear(_ctx, _text: string) {} } });

test("assertAccounted() finds nothing amiss where messages are handled, buried, or still wait", async () => {
  await using system = createTestSystem();
  for (const on of ["inline", "thread"] as const) {
    const child = await system.spawn(listener, { on });
    child.tell("hear", "handled");
    await system.settled();
    void child.stop();
    child.tell("hear", "buried");
    await system.settled();
  }
  await assertAccounted(system);
});

test("assertAccounted() finds a message that vanished on its host, and one that vanished on its way", async () => {
  for (const [on, where, what] of [
    ["inline", "on host 0", silenced(Inbox.prototype, "told")],
    ["thread", "on host 1", silenced(Inlet.prototype, "tell")],
  ] as const) {
    await using system = createTestSystem();
    const child = await system.spawn(listener, { on });
    const restore = what();
    child.tell("hear", "lost");
    await system.settled();
    restore();
    await expect(assertAccounted(system)).rejects.toThrow(`1 of those that came in ${where}`);
  }
});

/** Makes one method of a class do nothing, until what it returns is called. */
function silenced<Name extends string>(
  prototype: Record<Name, (...given: never[]) => void>,
  name: Name,
): () => () => void {
  return () => {
    const original = prototype[name];
    prototype[name] = () => {};
    return () => void (prototype[name] = original);
  };
}
