import { afterEach, expect, test, vi } from "vitest";
import { createSystem, defineActor, type Log, type System } from "troupe";
import { createEventLog } from "../src/log.ts";

interface Lines extends Log {
  readonly lines: readonly (readonly unknown[])[];
}

function createLines(): Lines {
  const lines: unknown[][] = [];
  const at =
    (level: string) =>
    (message: string, ...details: unknown[]) =>
      void lines.push([level, message, ...details]);
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const actor = defineActor({
  name: "actor",
  receive: {
    say({ log }, text: string) {
      for (const level of ["debug", "info", "warn", "error"] as const) log[level](text, { level });
    },
    fail(): void {
      throw new RangeError("as told");
    },
    refuse: ({ refuse }) => refuse(new Error("no")),
  },
});

let system: System | undefined;

afterEach(async () => {
  await system?.stop();
  vi.restoreAllMocks();
});

async function start(log?: Log | false) {
  system = createSystem({ name: "log", ...(log !== undefined && { log }) });
  return system.spawn(actor, { restart: "never" });
}

function spyOnErrors() {
  return vi.spyOn(console, "error").mockImplementation(() => {});
}

test("ctx.log writes to the log of the system, with the actor's path and the details as they are", async () => {
  const log = createLines();
  const child = await start(log);
  await child.ask("say", "hello");
  expect(log.lines).toEqual(
    ["debug", "info", "warn", "error"].map((level) => [level, "/log/actor-1: hello", { level }]),
  );
});

test("createSystem() without a log writes all but debug to standard error", async () => {
  const written = spyOnErrors();
  const child = await start();
  await child.ask("say", "hello");
  expect(written.mock.calls).toEqual(
    ["info", "warn", "error"].map((level) => ["troupe: /log/actor-1: hello", { level }]),
  );
});

test("createSystem({ log: false }) writes nothing, neither what actors say nor what becomes of them", async () => {
  const written = spyOnErrors();
  const child = await start(false);
  await child.ask("say", "hello");
  child.tell("fail");
  await child.exited;
  child.tell("say", "late");
  expect(written).not.toHaveBeenCalled();
});

test("createSystem({ log }) that throws takes no actor with it, and what it was told goes to standard error", async () => {
  const written = spyOnErrors();
  const broken = (): never => {
    throw new Error("the disk is full");
  };
  const child = await start({ debug() {}, info() {}, warn: broken, error: broken });
  await child.ask("say", "hello");
  child.tell("refuse");
  child.tell("fail");
  expect((await child.exited).kind).toBe("crashed");
  expect(written.mock.calls.length).toBe(4);
  expect(written.mock.calls[0]?.[0]).toMatch(/the disk is full.*\/log\/actor-1: hello/);
});

test("the log of a system tells of crashes, faults and dead letters, and of nothing that goes well", async () => {
  const log = createLines();
  const child = await start(log);
  child.tell("refuse");
  child.tell("fail");
  await child.exited;
  child.tell("say", "late");
  expect(log.lines).toEqual([
    ["warn", '/log/actor-1 reported an error on "refuse" that nobody waits for: Error: no'],
    ["error", '/log/actor-1 crashed on "fail": RangeError: as told (it is not restarted)'],
    ["warn", '"say" for /log/actor-1 will not be handled: CRASHED'],
  ]);
});

const error = new RangeError("as told");

test.each<[data: object, line: string]>([
  [{ error, decision: "restart" }, "/a crashed: RangeError: as told (it is restarted)"],
  [{ error, decision: "end" }, "/a crashed: RangeError: as told (it is not restarted)"],
  [
    { error, decision: "escalate", message: { type: "fail" } },
    '/a crashed on "fail": RangeError: as told (its supervisor has no restarts left, and crashes with it)',
  ],
])("the line of a crash: %j", (data, line) => {
  const log = createLines();
  createEventLog(log)("crash", { actor: "/a", ...data } as never);
  expect(log.lines).toEqual([["error", line]]);
});

test("the line of a host's dead letters has their count", () => {
  const log = createLines();
  createEventLog(log)("deadletter", { to: "/a", reason: "HOST_LOST", count: 7, maybeHandled: false });
  expect(log.lines).toEqual([["warn", "7 messages for /a will not be handled: HOST_LOST"]]);
});

test("ten dead letters are logged, then a line that says that no more are; other lines go on", () => {
  const log = createLines();
  const observe = createEventLog(log);
  for (let n = 0; n < 50; n++) {
    observe("deadletter", { to: `/a-${n}`, reason: "GONE", count: 1, maybeHandled: false, message: { type: "add" } });
  }
  observe("crash", { actor: "/a", error, decision: "end" });
  expect(log.lines.map(([, text]) => text)).toEqual([
    ...Array.from({ length: 10 }, (_, n) => `"add" for /a-${n} will not be handled: GONE`),
    'further dead letters are not logged: listen to the "deadletter" event',
    "/a crashed: RangeError: as told (it is not restarted)",
  ]);
});
