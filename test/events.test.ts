import { on, once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSystem, defineActor, type System, type SystemEvent } from "troupe";
import { EventHub } from "../src/events.ts";

const actor = defineActor({
  name: "actor",
  receive: {
    ping: () => "pong",
    fail(): void {
      throw new RangeError("as told");
    },
    refuse: ({ refuse }) => refuse(new Error("no")),
    finish: ({ finish }) => finish(7),
  },
});

let system: System;

beforeEach(() => {
  system = createSystem({ name: "events", log: false });
});

afterEach(() => system.stop());

test("system.addEventListener() hears each event as a web Event with its data as members", async () => {
  const heard: Event[] = [];
  for (const name of ["start", "exit", "deadletter", "crash", "restart", "fault"] as const) {
    system.addEventListener(name, (event) => heard.push(event));
  }
  const child = await system.spawn(actor);
  child.tell("refuse");
  await child.ask("finish");
  await child.exited;
  child.tell("ping");
  expect(heard.every((event) => event instanceof Event)).toBe(true);
  expect(heard).toMatchObject([
    { type: "start", actor: child.path, id: child.id },
    { type: "fault", actor: child.path, error: { message: "no" }, message: { type: "refuse" } },
    { type: "exit", actor: child.path, id: child.id, exit: { kind: "done", value: 7 } },
    {
      type: "deadletter",
      to: child.path,
      reason: "FINISHED",
      count: 1,
      maybeHandled: false,
      message: { type: "ping" },
    },
  ]);
});

test("system events tell of a crash what was in hand and what becomes of the actor", async () => {
  const crashes: SystemEvent<"crash">[] = [];
  system.addEventListener("crash", (event) => crashes.push(event));
  const restarted = new Promise<SystemEvent<"restart">>((resolve) => system.addEventListener("restart", resolve));
  const [frail, sturdy] = [await system.spawn(actor, { restart: "never" }), await system.spawn(actor)];
  for (const child of [frail, sturdy]) child.tell("fail");
  expect(await restarted).toMatchObject({ type: "restart", actor: sturdy.path, restarts: 1 });
  expect(crashes).toMatchObject([
    { actor: frail.path, error: { name: "RangeError" }, message: { type: "fail" }, decision: "end" },
    { actor: sturdy.path, error: { message: "as told" }, message: { type: "fail" }, decision: "restart" },
  ]);
});

test("event.number counts all events of a system, also those that nobody hears", async () => {
  const numbers: number[] = [];
  const child = await system.spawn(actor, { restart: "never" }); // 1: start
  child.tell("fail"); // 2: crash, 3: exit
  await child.exited;
  system.addEventListener("deadletter", ({ number }) => numbers.push(number));
  child.tell("ping");
  await system.spawn(actor); // 5: start
  child.tell("ping");
  expect(numbers).toEqual([4, 6]);
});

test("system.addEventListener() with once hears one event", async () => {
  const heard: string[] = [];
  system.addEventListener("start", ({ actor: path }) => heard.push(path), { once: true });
  await system.spawn(actor, { name: "one" });
  await system.spawn(actor, { name: "two" });
  expect(heard).toEqual(["/events/one"]);
});

test("system.addEventListener() with a signal hears nothing once that is aborted", async () => {
  const heard: string[] = [];
  const controller = new AbortController();
  system.addEventListener("start", ({ actor: path }) => heard.push(path), { signal: controller.signal });
  system.addEventListener("start", () => expect.unreachable(), { signal: AbortSignal.abort() });
  await system.spawn(actor, { name: "one" });
  controller.abort();
  await system.spawn(actor, { name: "two" });
  expect(heard).toEqual(["/events/one"]);
});

test("system.removeEventListener() takes one listener off, and leaves the others", async () => {
  const heard: string[] = [];
  const [one, other] = [() => heard.push("one"), () => heard.push("other")];
  for (const listener of [one, one, other]) system.addEventListener("start", listener);
  system.removeEventListener("start", one);
  await system.spawn(actor);
  expect(heard).toEqual(["other"]);
});

test("system.addEventListener() takes an object with handleEvent, and removeEventListener() takes that off", async () => {
  const heard: unknown[] = [];
  const listener = {
    handleEvent(event: SystemEvent<"start">): void {
      heard.push(this === listener, event.actor);
    },
  };
  system.addEventListener("start", listener);
  system.addEventListener("start", listener);
  await system.spawn(actor, { name: "one" });
  system.removeEventListener("start", listener);
  await system.spawn(actor, { name: "two" });
  expect(heard).toEqual([true, "/events/one"]);
});

test("system.addEventListener() and removeEventListener() tell capturing listeners from others", async () => {
  const heard: string[] = [];
  const listener = (): void => void heard.push("heard");
  system.addEventListener("start", listener, true);
  system.addEventListener("start", listener, { capture: false });
  system.removeEventListener("start", listener);
  await system.spawn(actor);
  system.removeEventListener("start", listener, { capture: true });
  await system.spawn(actor);
  expect(heard).toEqual(["heard"]);
});

test("system.dispatchEvent() gives events of the user's own to those who listen, and says whether one prevented it", () => {
  const heard: Event[] = [];
  system.addEventListener("tick", (event) => heard.push(event));
  system.addEventListener("start", (event) => heard.push(event));
  const [tick, start] = [new Event("tick"), new Event("start")];
  expect([system.dispatchEvent(tick), system.dispatchEvent(start)]).toEqual([true, true]);
  expect(heard).toEqual([tick, start]);

  system.addEventListener("tick", (event) => event.preventDefault(), { once: true });
  expect(system.dispatchEvent(new Event("tick", { cancelable: true }))).toBe(false);
});

test("a system goes where an EventTarget is wanted", async () => {
  function listen(target: EventTarget): Promise<Event> {
    return new Promise((resolve) => target.addEventListener("start", resolve, { once: true }));
  }
  const started = listen(system);
  const child = await system.spawn(actor);
  expect(await started).toMatchObject({ type: "start", actor: child.path });
});

test("once() of node:events waits for an event of a system", async () => {
  const ended = once(system, "exit") as Promise<[SystemEvent<"exit">]>;
  const child = await system.spawn(actor);
  child.tell("finish");
  expect((await ended)[0]).toMatchObject({ actor: child.path, exit: { kind: "done", value: 7 } });
});

test("on() of node:events goes through the events of a system", async () => {
  const controller = new AbortController();
  const starts = on(system, "start", { signal: controller.signal });
  for (const name of ["one", "two"]) await system.spawn(actor, { name });
  const heard: string[] = [];
  await expect(async () => {
    for await (const [event] of starts as AsyncIterable<[SystemEvent<"start">]>) {
      if (heard.push(event.actor) === 2) controller.abort();
    }
  }).rejects.toThrow("The operation was aborted");
  expect(heard).toEqual(["/events/one", "/events/two"]);
});

type Method = "addEventListener" | "removeEventListener" | "dispatchEvent";

test.each<[method: Method, ...given: unknown[]]>([
  ["addEventListener"],
  ["addEventListener", "start"],
  ["addEventListener", "start", null],
  ["addEventListener", "start", undefined],
  ["addEventListener", "start", 3],
  ["addEventListener", Symbol("start"), () => {}],
  ["addEventListener", "start", () => {}, null],
  ["addEventListener", "start", () => {}, 3],
  ["addEventListener", "start", () => {}, { signal: 3 }],
  ["removeEventListener"],
  ["removeEventListener", "start"],
  ["removeEventListener", "start", null],
  ["removeEventListener", "start", 3],
  ["dispatchEvent"],
  ["dispatchEvent", "start"],
  ["dispatchEvent", {}],
])("system.%s(%j, %j, %j) does what the platform's EventTarget does", async (method, ...given) => {
  vi.spyOn(process, "emitWarning").mockImplementation(() => {}); // Node tells of a listener that is null
  const outcomeOf = (target: EventTarget): unknown => {
    try {
      return (target[method] as (...given: unknown[]) => unknown)(...given);
    } catch (error) {
      return error;
    }
  };
  expect(outcomeOf(system)).toEqual(outcomeOf(new EventTarget()));
  await system.spawn(actor); // which nothing listens to, or a listener that does nothing
  vi.restoreAllMocks();
});

test("system.dispatchEvent() throws for an event that is under way already, as the platform does", () => {
  const thrown: unknown[] = [];
  system.addEventListener("tick", (event) => {
    try {
      system.dispatchEvent(event);
    } catch (error) {
      thrown.push(error);
    }
  });
  system.dispatchEvent(new Event("tick"));
  expect(thrown).toMatchObject([{ code: "ERR_EVENT_RECURSION" }]);
});

test("a listener that throws is an uncaught exception; other listeners and the actors go on", async () => {
  const uncaught: unknown[] = [];
  process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error)); // before vitest, which would fail
  try {
    const heard: string[] = [];
    system.addEventListener("start", () => {
      throw new Error("at once");
    });
    const rejected: () => unknown = () => Promise.reject(new Error("later"));
    system.addEventListener("start", rejected);
    system.addEventListener("start", ({ actor: path }) => heard.push(path));
    const child = await system.spawn(actor);
    expect(await child.ask("ping")).toBe("pong");
    expect(heard).toEqual([child.path]);
    await vi.waitUntil(() => uncaught.length === 2);
    expect(uncaught).toEqual([new Error("at once"), new Error("later")]);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
});

test("event.target of the system's events is the system, event.currentTarget while it is handed out", async () => {
  const seen: unknown[] = [];
  system.addEventListener("start", (event) => seen.push(event.target, event.currentTarget, event));
  await system.spawn(actor);
  const event = seen[2] as Event;
  expect([seen[0] === system, seen[1] === system, event.target === system]).toEqual([true, true, true]);
  expect(event.currentTarget).toBe(null);
});

test("system.addEventListener() takes any number of listeners without a warning", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  for (let n = 0; n < 50; n++) system.addEventListener("start", () => {});
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test("eventHub.emit() tells its observer of each event before any listener, and of those without one", () => {
  const seen: string[] = [];
  const hub = new EventHub({}, (name) => seen.push(`observed ${name}`));
  hub.emit("start", { actor: "/a", id: "1" });
  hub.inner.addEventListener("start", (event) => {
    const { actor: path, number } = event as SystemEvent<"start">;
    seen.push(`heard ${path} ${number}`);
  });
  hub.emit("start", { actor: "/b", id: "2" });
  expect(seen).toEqual(["observed start", "observed start", "heard /b 2"]);
});

test("eventHub.emit() numbers events in the order they came, also if the observer causes another", () => {
  const numbers: [string, number][] = [];
  const hub: EventHub = new EventHub({}, (name) => {
    if (name === "crash") hub.emit("start", { actor: "/b", id: "2" });
  });
  const note = (event: Event): void => void numbers.push([event.type, (event as SystemEvent<"start">).number]);
  for (const name of ["crash", "start"]) hub.inner.addEventListener(name, note);
  hub.emit("crash", { actor: "/a", error: new Error("broken"), decision: "end" });
  expect(numbers).toEqual([
    ["start", 2],
    ["crash", 1],
  ]);
});

test("eventHub.emit() survives an observer that throws, and says so on standard error", () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => {});
  const heard: string[] = [];
  const hub = new EventHub({}, () => {
    throw new Error("no disk");
  });
  hub.inner.addEventListener("start", ({ type }) => heard.push(type));
  hub.emit("start", { actor: "/a", id: "1" });
  expect(heard).toEqual(["start"]);
  expect(written.mock.calls).toEqual([['troupe: an event "start" could not be logged: Error: no disk']]);
  written.mockRestore();
});
