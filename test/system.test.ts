import { afterEach, expect, test } from "vitest";
import { createSystem, defineActor, type Log, type RefOf, type System, type SystemOptions } from "troupe";

const echo = defineActor({ name: "echo", receive: { echo: (_, value: unknown) => value } });

const stuck = defineActor({
  name: "stuck",
  init: (notes: unknown[]) => notes,
  receive: {
    note: ({ state }, value: unknown) => void state.push(value),
    hold(_, { begun, until }: { begun: () => void; until: Promise<unknown> }) {
      begun();
      return until;
    },
  },
});

const forEver = new Promise<never>(() => {});

/** Resolves when the actor has begun to wait for that. */
function hold(actor: RefOf<typeof stuck>, until: Promise<unknown> = forEver): Promise<void> {
  return new Promise((begun) => actor.tell("hold", { begun, until }));
}

const made: System[] = [];

function create(options: SystemOptions = {}): System {
  const system = createSystem({ log: false, ...options });
  made.push(system);
  return system;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((system) => system.stop({ timeoutMs: 0 })));
});

function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "fulfilled",
    (error: { code: unknown }) => error.code,
  );
}

test("createSystem() names itself, differently each time, and its actors below that name", async () => {
  const [one, other] = [create(), create()];
  expect(one.name).toMatch(/^system-\S{6}$/);
  expect(other.name).not.toBe(one.name);
  expect((await one.spawn(echo)).path).toBe(`/${one.name}/echo-1`);
});

test("createSystem({ name }) begins the path of each actor, and two systems may share it", async () => {
  const [one, other] = [create({ name: "shop" }), create({ name: "shop" })];
  const [some, same] = [await one.spawn(echo), await other.spawn(echo)];
  expect([one.name, some.path, same.path]).toEqual(["shop", "/shop/echo-1", "/shop/echo-1"]);
  expect(some.id).not.toBe(same.id);
});

test.each<[option: string, value: unknown, wanted: string]>([
  ["name", "", 'a text that is not empty, without slashes, colons and control characters, not ""'],
  ["name", "a/b", 'a text that is not empty, without slashes, colons and control characters, not "a/b"'],
  ["name", "a:b", 'a text that is not empty, without slashes, colons and control characters, not "a:b"'],
  ["name", "a\nb", String.raw`a text that is not empty, without slashes, colons and control characters, not "a\nb"`],
  ["name", 7, "a text that is not empty, without slashes, colons and control characters, not 7"],
  ["threads", 0, "a whole number from 1, not 0"],
  ["threads", 1.5, "a whole number from 1, not 1.5"],
  ["threads", "2", 'a whole number from 1, not "2"'],
  ["askTimeoutMs", 0, "a number of ms above 0, not 0"],
  ["askTimeoutMs", Number.NaN, "a number of ms above 0, not NaN"],
  ["budgetMs", -1, "a number of ms above 0, not -1"],
  ["budgetMs", null, "a number of ms above 0, not null"],
  ["signal", {}, "an AbortSignal, not an object"],
  ["log", true, "a Log or false, not true"],
  ["log", null, "a Log or false, not null"],
])("createSystem() refuses %s: %j", (option, value, wanted) => {
  expect(() => create({ [option]: value })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: `Cannot create a system: ${option} must be ${wanted}` }),
  );
});

test.each<[what: string, log: unknown]>([
  ["nothing", {}],
  ["some of its methods", { warn() {}, error() {} }],
])("createSystem() refuses a log with %s, which nothing could be written to", (_what, log) => {
  expect(() => create({ log: log as Log })).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test.each<[given: unknown, shown: string]>([
  [null, "null"],
  [5, "5"],
  ["shop", '"shop"'],
  [[], "an array"],
])("createSystem(%j) is refused: those are no options", (given, shown) => {
  expect(() => createSystem(given as SystemOptions)).toThrow(
    expect.objectContaining({
      code: "BAD_OPTION",
      message: `Cannot create a system: options must be an object, not ${shown}`,
    }),
  );
});

test("createSystem() refuses an option that there is not, and names those that there are", () => {
  expect(() => create({ thread: 2 } as SystemOptions)).toThrow(
    'Cannot create a system: there is no option "thread", only name, threads, processes, askTimeoutMs, budgetMs, signal, log',
  );
});

test("createSystem() takes undefined for the default, and Infinity for no limit", async () => {
  const options = { name: undefined, threads: undefined, log: undefined, askTimeoutMs: Infinity, signal: undefined };
  const system = create(options as unknown as SystemOptions);
  expect(await (await system.spawn(echo)).ask("echo", 1)).toBe(1);
});

test("createSystem({ askTimeoutMs }) is how long an ask waits", async () => {
  const actor = await create({ askTimeoutMs: 1 }).spawn(stuck, { args: [], stopTimeoutMs: 0 });
  expect(await codeOf(actor.ask("hold", { begun() {}, until: forEver }))).toBe("ASK_TIMEOUT");
});

test("createSystem({ signal }) with an aborted signal is stopped from the start", async () => {
  const system = create({ signal: AbortSignal.abort() });
  expect(await codeOf(system.spawn(echo))).toBe("STOPPED");
  await system.stop();
});

test("createSystem({ signal }) stops when it is aborted", async () => {
  const controller = new AbortController();
  const system = create({ signal: controller.signal });
  const actor = await system.spawn(echo);
  controller.abort();
  expect(await actor.exited).toEqual({ kind: "stopped" });
  expect(await codeOf(system.spawn(echo))).toBe("STOPPED");
});

test("system.stop() leaves no listener, whether it has run anything or not", async () => {
  const before = process.listenerCount("beforeExit");
  const system = create();
  expect(process.listenerCount("beforeExit")).toBe(before + 1);
  await system.stop();
  expect(process.listenerCount("beforeExit")).toBe(before);
});

test("system.stop() called again waits for the same end", async () => {
  const system = create();
  const actor = await system.spawn(stuck, { args: [] });
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  await hold(actor, opened);
  const ends: string[] = [];
  const stops = ["first", "second"].map((name) => system.stop().then(() => ends.push(name)));
  await Promise.resolve();
  expect(ends).toEqual([]);
  open();
  await Promise.all(stops);
  expect(ends).toEqual(["first", "second"]);
  await system.stop();
  await system.stop({ drain: true });
});

test("system.spawn() after stop() rejects with STOPPED, at once", async () => {
  const system = create({ name: "closed" });
  const stopped = system.stop();
  await expect(system.spawn(echo)).rejects.toMatchObject({
    code: "STOPPED",
    message: 'Cannot spawn in system "closed": it has been stopped',
  });
  await stopped;
});

test.each([-1, Number.NaN, "5"])("system.stop({ timeoutMs: %j }) is refused, and the system goes on", async (value) => {
  const system = create();
  expect(await codeOf(system.stop({ timeoutMs: value as number }))).toBe("BAD_OPTION");
  expect(await (await system.spawn(echo)).ask("echo", 1)).toBe(1);
});

test("system.stop({ timeoutMs: 0 }) kills at once", async () => {
  const system = create();
  const actor = await system.spawn(stuck, { args: [] });
  await hold(actor);
  await system.stop({ timeoutMs: 0 });
  expect(await actor.exited).toEqual({ kind: "killed" });
});

test("system.stop({ timeoutMs }) during a drain limits that too", async () => {
  const system = create();
  const actor = await system.spawn(stuck, { args: [] });
  await hold(actor);
  const drained = system.stop({ drain: true });
  await system.stop({ timeoutMs: 0 });
  await drained;
  expect(await actor.exited).toEqual({ kind: "killed" });
});

test("system[Symbol.asyncDispose]() drains, then stops", async () => {
  const system = create();
  const notes: unknown[] = [];
  const actor = await system.spawn(stuck, { args: notes });
  for (let n = 0; n < 3; n++) actor.tell("note", n);
  await system[Symbol.asyncDispose]();
  expect([notes, await actor.exited]).toEqual([[0, 1, 2], { kind: "stopped" }]);
});
