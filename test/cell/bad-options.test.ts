import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

/** The methods of a context, for those who do not care about types. */
type Loose = Record<"after" | "every" | "pipe" | "watch", (...given: readonly unknown[]) => unknown> & {
  readonly self: unknown;
};

const actor = defineActor({
  name: "actor",
  receive: {
    /** What it answers to a call, and its own way to make that. */
    try(ctx, call: (loose: Loose) => unknown): unknown {
      try {
        call(ctx as unknown as Loose);
        return "nothing was refused";
      } catch (error) {
        const { code, message } = error as { code?: unknown; message: string };
        return [code, message];
      }
    },
  },
});

const aType = "the type of its message must be a text, not";

test.each<[what: string, call: (ctx: Loose) => unknown, message: string]>([
  ["after(1, 7)", ({ after }) => after(1, 7), `Cannot set a timer: ${aType} 7`],
  ["after(1)", ({ after }) => after(1), `Cannot set a timer: ${aType} undefined`],
  ["every(1, null)", ({ every }) => every(1, null), `Cannot set a timer: ${aType} null`],
  ["pipe(promise, 7)", ({ pipe }) => pipe(Promise.resolve(), 7), `Cannot pipe a promise: ${aType} 7`],
  ["watch(ref, 7)", ({ watch, self }) => watch(self, 7), `Cannot watch an actor: ${aType} 7`],
  ["watch(ref)", ({ watch, self }) => watch(self), `Cannot watch an actor: ${aType} undefined`],
  [
    'after(1, "x", 1, null)',
    ({ after }) => after(1, "x", 1, null),
    'Cannot set a timer for "x": options must be an object, not null',
  ],
  [
    'every(1, "x", 1, "key")',
    ({ every }) => every(1, "x", 1, "key"),
    'Cannot set a timer for "x": options must be an object, not "key"',
  ],
  [
    'after(1, "x", 1, { name: "key" })',
    ({ after }) => after(1, "x", 1, { name: "key" }),
    'Cannot set a timer for "x": there is no option "name", only key',
  ],
  [
    'every(1, "x", 1, { key: 7 })',
    ({ every }) => every(1, "x", 1, { key: 7 }),
    'Cannot set a timer for "x": key must be a text, not 7',
  ],
])("ctx.%s is BAD_OPTION, and does nothing", async (_what, call, message) => {
  await using system = createTestSystem();
  const child = await system.spawn(actor);
  expect(await child.ask("try", call)).toEqual(["BAD_OPTION", message]);
  expect((await child.stop({ drain: true })).kind).toBe("stopped"); // it waits for no promise
});

test("ctx.after() takes undefined for no options and for no key", async () => {
  await using system = createTestSystem();
  const child = await system.spawn(actor);
  for (const options of [undefined, {}, { key: undefined }, { key: "" }]) {
    expect(await child.ask("try", ({ after }) => after(1_000, "try", () => 0, options))).toBe("nothing was refused");
  }
});
