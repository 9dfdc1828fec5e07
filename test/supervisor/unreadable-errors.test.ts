// Errors that throw when they are looked at are errors like any other.
import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

function getterOf(field: string): Error {
  return Object.defineProperty(new Error("hidden"), field, {
    get(): never {
      throw new Error("not to be read");
    },
  });
}

const errors = {
  "a message that throws": () => getterOf("message"),
  "a code that throws": () => getterOf("code"),
  "a name that throws": () => getterOf("name"),
  "a message that is a symbol": () => Object.defineProperty(new Error("hidden"), "message", { value: Symbol("it") }),
  "nothing that can be read": () =>
    new Proxy(new Error("hidden"), {
      get(): never {
        throw new Error("not to be read");
      },
    }),
} satisfies Record<string, () => Error>;

type What = keyof typeof errors;

interface Args {
  readonly what: What;
  /** So many restarts fail; with `first` the first start. */
  readonly fails: "first" | number;
  readonly how?: "async";
}

/** How often the actor under test has been started. */
let starts = 0;

const fragile = defineActor({
  name: "fragile",
  module: import.meta.url,
  init({ what, fails, how }: Args): Promise<What> | What {
    starts += 1;
    if (fails === "first" || (starts > 1 && starts <= fails + 1)) {
      const error = errors[what]();
      if (how === "async") return Promise.resolve().then(() => Promise.reject(error));
      throw error;
    }
    return what;
  },
  receive: {
    fail({ state }): void {
      throw errors[state]();
    },
    refuse: ({ state, refuse }) => refuse(errors[state]()),
    echo: (_, value: number) => value,
  },
});

const cases = (Object.keys(errors) as What[]).flatMap((what) =>
  (["inline", "thread"] as const).flatMap((on) => [
    { what, on },
    { what, on, how: "async" as const },
  ]),
);

test.each(cases)("an init that throws $what at the first start ($on, $how)", async ({ what, on, how }) => {
  const system = createTestSystem();
  const args: Args = { what, fails: "first", ...(how && { how }) };
  const spawned = system.spawn(fragile, { name: "it", args, on });
  const { code, message } = await spawned.then(
    () => ({ code: undefined, message: undefined }),
    (error: { code?: unknown; message?: unknown }) => error,
  );
  expect(code).toBe("START_FAILED");
  expect(message).toMatch(/^Cannot start actor "\/test\/it": /);
  starts = 0;
  const second = await system.spawn(fragile, { name: "it", args: { what, fails: 0 }, on });
  expect(await second.ask("echo", 7)).toBe(7);
  await system.stop();
  expect(system.clock.waiting).toBe(0);
});

test.each(cases)("a handler, and an init at a restart, that throw $what ($on, $how)", async ({ what, on, how }) => {
  starts = 0;
  const system = createTestSystem();
  const counts = { crash: 0, restart: 0, fault: 0 };
  for (const name of ["crash", "restart", "fault"] as const) system.addEventListener(name, () => (counts[name] += 1));
  const child = await system.spawn(fragile, { name: "it", args: { what, fails: 1, ...(how && { how }) }, on });
  child.tell("refuse");
  const failed = child.ask("fail").catch(() => "rejected");
  await system.advance(10_000);
  expect([await failed, await child.ask("echo", 7)]).toEqual(["rejected", 7]);
  expect(counts).toEqual({ crash: 2, restart: 1, fault: 1 });
  await system.stop();
  expect(await child.exited).toEqual({ kind: "stopped" });
});
