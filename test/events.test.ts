import { afterEach, beforeEach, expect, test } from "vitest";
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

test("eventHub.emit() tells its observer of each event before any listener, and of those without one", () => {
  const seen: string[] = [];
  const hub = new EventHub((name) => seen.push(`observed ${name}`));
  hub.emit("start", { actor: "/a", id: "1" });
  hub.add("start", ({ actor: path, number }) => seen.push(`heard ${path} ${number}`));
  hub.emit("start", { actor: "/b", id: "2" });
  expect(seen).toEqual(["observed start", "observed start", "heard /b 2"]);
});
