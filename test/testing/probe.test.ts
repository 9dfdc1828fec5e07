import { AssertionError } from "node:assert";
import { expect, expectTypeOf, test } from "vitest";
import { createSystem, defineActor, wasRefused, type ActorRef, type System } from "troupe";
import { createProbe, createTestSystem, type Probe, type TestSystem } from "troupe/testing";

interface Shop {
  saved: (page: { readonly url: string }) => void;
  failed: (why: string) => void;
  price: (of: string) => number;
  open: () => void;
}

const buyer = defineActor({
  name: "buyer",
  module: import.meta.url,
  init: (shop: ActorRef<Shop>) => shop,
  receive: {
    price: ({ state }, of: string) => state.ask("price", of),
    crash() {
      throw new Error("out of money");
    },
    finish: ({ finish }) => finish("rich"),
  },
});

async function withProbe(run: (probe: Probe<Shop>, system: TestSystem) => Promise<void>, seed?: number): Promise<void> {
  await using system = createTestSystem(seed === undefined ? {} : { seed });
  await run(await system.createProbe<Shop>("shop"), system);
}

/** What an assertion that fails says. */
async function failure(assertion: Promise<unknown>): Promise<AssertionError> {
  const error = await assertion.then(
    () => expect.unreachable("it did not fail"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AssertionError);
  return error as AssertionError;
}

test("probe.receive() takes messages of whatever type, in the order they came", () =>
  withProbe(async (probe) => {
    probe.ref.tell("open");
    probe.ref.tell("saved", { url: "/a" });
    expect(await probe.receive()).toMatchObject({ type: "open", payload: undefined });
    expect(await probe.receive()).toMatchObject({ type: "saved", payload: { url: "/a" } });
  }));

test("probe.receive(type) resolves with the payload, and waits for a message that is under way", () =>
  withProbe(async (probe) => {
    const [first, second] = [probe.receive("saved"), probe.receive("failed")];
    expectTypeOf(first).resolves.toEqualTypeOf<{ readonly url: string }>();
    probe.ref.tell("saved", { url: "/a" });
    probe.ref.tell("failed", "disk full");
    expect([await first, await second]).toEqual([{ url: "/a" }, "disk full"]);
  }));

test("probe.receive(type) says what came instead, and leaves it there", () =>
  withProbe(async (probe) => {
    probe.ref.tell("failed", "disk full");
    probe.ref.tell("open");
    const error = await failure(probe.receive("saved"));
    expect(error.message).toBe(
      'Expected "saved" at probe "/test/shop", but this came (at 0 ms):\n  "failed" with \'disk full\'\n  "open"',
    );
    expect([error.expected, error.actual]).toEqual(["saved", ["failed", "open"]]);
    expect(await probe.receive("failed")).toBe("disk full");
  }));

test("probe.receive() says that nothing came, when, with which seed, and what the system had said", () =>
  withProbe(async (probe, system) => {
    const child = await system.spawn(buyer, { args: probe.ref });
    child.tell("crash");
    await system.advance(1_000);
    const error = await failure(probe.receive("saved"));
    expect(error.message).toMatch(/^Expected "saved" at probe "\/test\/shop", but nothing can come any more/);
    expect(error.message).toMatch(
      /\(at 1000 ms, with seed 7; it had said:\n {2}\/test\/buyer-1 crashed .*out of money/s,
    );
    expect((await failure(probe.receive())).message).toContain("Expected a message at probe");
  }, 7));

test("an AssertionError of a probe leads to the test", () =>
  withProbe(async (probe) => {
    expect((await failure(probe.receive("saved"))).stack).toContain("probe.test.ts");
  }));

test("message.reply() and message.refuse() answer asks in any order, and none holds up what comes later", () =>
  withProbe(async (probe, system) => {
    const buyers = await Promise.all(
      (["inline", "thread"] as const).map((on) => system.spawn(buyer, { args: probe.ref, on })),
    );
    const [inline, away] = buyers.map((child, n) => child.ask("price", `part ${n}`)) as [
      Promise<number>,
      Promise<number>,
    ];
    const [first, second] = [await probe.receiveAsk("price"), await probe.receive()];
    expectTypeOf(first.reply).parameters.toEqualTypeOf<[value: number]>();
    expect([first.payload, second.payload]).toEqual(["part 0", "part 1"]);
    second.refuse(new Error("sold out"));
    const refused = await failureOf(away);
    expect([refused.message, wasRefused(refused)]).toEqual(["sold out", false]); // the buyer threw it
    first.reply(12);
    expect(await inline).toBe(12);
  }));

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable("it did not fail"),
    (error: Error) => error,
  );
}

test("probe.receiveAsk() fails on another type", () =>
  withProbe(async (probe) => {
    probe.ref.tell("open");
    expect((await failure(probe.receiveAsk("price"))).message).toContain('Expected "price" at probe');
  }));

test("probe.receiveAll() takes all that the settled system has sent, and nothing is left", () =>
  withProbe(async (probe) => {
    const all = probe.receiveAll();
    for (const why of ["a", "b"]) probe.ref.tell("failed", why);
    expect((await all).map(({ payload }) => payload)).toEqual(["a", "b"]);
    expect(await probe.receiveAll()).toEqual([]);
  }));

test("probe.expectNothing() lists what came", () =>
  withProbe(async (probe) => {
    await probe.expectNothing();
    probe.ref.tell("saved", { url: "/a" });
    for (let n = 0; n < 12; n++) probe.ref.tell("failed", "x".repeat(1_000));
    const { message } = await failure(probe.expectNothing());
    expect(message).toContain(
      `Expected nothing at probe "/test/shop", but this came (at 0 ms):\n  "saved" with { url: '/a' }`,
    );
    expect(message).toMatch(/\n {2}and 3 more$/);
    expect(message.length).toBeLessThan(4_000);
  }));

test("probe.exit() tells how an actor has ended, after what that one had sent, and fails while it lives", () =>
  withProbe(async (probe, system) => {
    const child = await system.spawn(buyer, { args: probe.ref, on: "thread", restart: "never" });
    expect((await failure(probe.exit(child))).message).toBe(
      'Expected actor "/test/buyer-1" to end, but it has not (at 0 ms)',
    );
    child.tell("finish");
    expect(await probe.exit(child)).toEqual({ kind: "done", value: "rich" });
    expect(await probe.exit(child)).toEqual({ kind: "done", value: "rich" });
    const other = await system.spawn(buyer, { args: probe.ref, restart: "never" });
    await probe.watch(other);
    other.tell("crash");
    expect(await probe.exit(other)).toMatchObject({ kind: "crashed", error: { message: "out of money" } });
  }));

test("probe.watch() refuses what is no ref of its system, and goes on", () =>
  withProbe(async (probe) => {
    await using elsewhere = createTestSystem();
    const stranger = await elsewhere.spawn(buyer, { args: probe.ref });
    for (const ref of [stranger, {}, undefined] as ActorRef<object>[]) {
      await expect(probe.watch(ref)).rejects.toMatchObject({ code: "BAD_OPTION" });
    }
    probe.ref.tell("open");
    await probe.receive("open");
  }));

test("probe.stop() lets a test see how others take it that somebody is gone", () =>
  withProbe(async (probe, system) => {
    const child = await system.spawn(buyer, { args: probe.ref, restart: "never" });
    const asked = failureOf(child.ask("price", "milk"));
    await system.settled();
    await probe.stop();
    expect(await asked).toMatchObject({ code: "STOPPED" });
  }));

test("a probe that has not answered does not hold up the end of its system", async () => {
  for (const system of [createTestSystem(), createSystem({ log: false })]) {
    const probe = await createProbe<Shop>(system);
    const asked = failureOf(probe.ref.ask("price", "milk"));
    await probe.receiveAsk("price");
    await system[Symbol.asyncDispose]();
    expect(await asked).toMatchObject({ code: "STOPPED" });
  }
});

test("createProbe() works on a system with real threads, with a limit in real time", async () => {
  await using system: System = createSystem({ threads: 1, log: false });
  const probe = await createProbe<Shop>(system, { name: "shop", timeoutMs: 20_000 });
  const child = await system.spawn(buyer, { args: probe.ref, on: "thread" });
  const asked = child.ask("price", "milk");
  (await probe.receiveAsk("price")).reply(3);
  expect(await asked).toBe(3);
  await probe.expectNothing();
  const hasty = await createProbe<Shop>(system, { timeoutMs: 1 });
  const { message } = await failure(hasty.receive("saved"));
  expect(message).toBe(`Expected "saved" at probe "/${system.name}/probe-1", but nothing came for 1 ms`);
});

test("createProbe() on a test system waits until that has settled", async () => {
  await using system = createTestSystem();
  const probe = await createProbe<Shop>(system, { name: "shop" });
  expect((await failure(probe.receive())).message).toContain("the system has settled");
});

test.each([[{ timeoutMs: -1 }], [{ timeoutMs: Number.NaN }], [{ timeoutMs: Infinity }], [{ name: "a/b" }]])(
  "createProbe(system, %o) refuses a wrong option",
  async (options) => {
    await using system = createTestSystem();
    await expect(createProbe(system, options)).rejects.toMatchObject({ code: "BAD_OPTION" });
  },
);
