import { afterEach, expect, test, vi } from "vitest";
import { ActorError, createSystem, defineActor, type Log, type System, type SystemEventData } from "troupe";
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

test("createSystem({ log }) that rejects is reported on standard error, and nothing else happens", async () => {
  const written = spyOnErrors();
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const broken = (): void => Promise.reject(new Error("the disk is full")) as never;
  const child = await start({ debug: broken, info: () => Promise.resolve() as never, warn: broken, error: broken });
  await child.ask("say", "hello");
  child.tell("fail");
  expect((await child.exited).kind).toBe("crashed");
  await system?.stop();
  process.off("unhandledRejection", unhandled);
  const told = "troupe: the log of the system failed: Error: the disk is full; it was told:";
  const hello = `${told} /log/actor-1: hello`;
  const crash = `${told} /log/actor-1 crashed on "fail": RangeError: as told (it is not restarted)`;
  expect(written.mock.calls).toEqual([hello, hello, hello, crash].map((line) => [line]));
  expect(unhandled).not.toHaveBeenCalled();
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

const unreadable = Object.defineProperty(new Error("hidden"), "message", {
  get(): never {
    throw new Error("not to be read");
  },
});
const message = { type: "add" };

test.each<[data: Partial<SystemEventData["crash"]>, line: string]>([
  [{ decision: "resume" }, "/a crashed: RangeError: as told (it goes on as it was)"],
  [{ decision: "restart" }, "/a crashed: RangeError: as told (it is restarted)"],
  [{ decision: "restart", pauseMs: 0 }, "/a crashed: RangeError: as told (it is restarted)"],
  [{ decision: "restart", pauseMs: 119.7 }, "/a crashed: RangeError: as told (it is restarted in 120 ms)"],
  [{ decision: "end" }, "/a crashed: RangeError: as told (it is not restarted)"],
  [{ decision: "escalate" }, "/a crashed: RangeError: as told (its supervisor crashes with it)"],
  [{ message }, '/a crashed on "add": RangeError: as told (it is not restarted)'],
  [{ message: { type: "a\r\nb" } }, '/a crashed on "a b": RangeError: as told (it is not restarted)'],
  [
    { error: new TypeError("\none\r\n\n  two\u2028three \n") },
    "/a crashed: TypeError: one two three (it is not restarted)",
  ],
  [{ error: new TypeError("") }, "/a crashed: TypeError (it is not restarted)"],
  [{ error: new Error("x".repeat(600)) }, `/a crashed: Error: ${"x".repeat(492)}… (it is not restarted)`],
  [{ error: new Error("😀".repeat(300)) }, `/a crashed: Error: ${"😀".repeat(246)}… (it is not restarted)`],
  [{ error: unreadable }, "/a crashed: an error that cannot be shown (it is not restarted)"],
  [{ error: unreadable, message }, '/a crashed on "add": an error that cannot be shown (it is not restarted)'],
])("the line of a crash: %j", (data, line) => {
  const log = createLines();
  createEventLog(log)("crash", { actor: "/a", error, decision: "end", ...data });
  expect(log.lines).toEqual([["error", line]]);
});

test("starts, exits, restarts and escalations are no news: crashes have a line", () => {
  const log = createLines();
  const observe = createEventLog(log);
  observe("start", { actor: "/a", id: "1" });
  observe("escalation", { actor: "/a", child: "/a/b", error });
  observe("restart", { actor: "/a", restarts: 1 });
  observe("exit", { actor: "/a", id: "1", exit: { kind: "crashed", error } });
  expect(log.lines).toEqual([]);
});

test("the line of a fault is a warning, that of an abort is for those who debug", () => {
  const log = createLines();
  const observe = createEventLog(log);
  const aborted = new DOMException("The operation was aborted", "AbortError");
  const stopped = Object.assign(new Error("asked to"), { code: "STOPPED" });
  for (const fault of [error, unreadable, aborted, stopped]) observe("fault", { actor: "/a", error: fault, message });
  const told = '/a reported an error on "add" that nobody waits for:';
  expect(log.lines).toEqual([
    ["warn", `${told} RangeError: as told`],
    ["warn", `${told} an error that cannot be shown`],
    ["debug", `${told} AbortError: The operation was aborted`],
    ["debug", `${told} Error: asked to`],
  ]);
});

test("the line of a fault survives an error whose name and code cannot be read", () => {
  const log = createLines();
  const hostile = new Proxy(new Error("hidden"), {
    get(): never {
      throw new Error("not to be read");
    },
  });
  createEventLog(log)("fault", { actor: "/a", error: hostile });
  expect(log.lines).toEqual([["warn", "/a reported an error that nobody waits for: an error that cannot be shown"]]);
});

test("the line of a STOP_TIMEOUT has its whole message, however long", () => {
  const log = createLines();
  const words = `Cannot stop actor "/a" within 5000 ms: ${"it waits ".repeat(100)}`.trim();
  createEventLog(log)("fault", { actor: "/a", error: new ActorError("STOP_TIMEOUT", words) });
  expect(log.lines).toEqual([["warn", words]]);
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
