// What only real processes have: how they end, and what becomes of those who talk to them.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { once } from "node:events";
import { serialize } from "node:v8";
import { createSystem, type System, type SystemEventData } from "troupe";
import { inmate } from "../fixtures/actors/inmate.ts";

/** As the transport would post it. */
function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

let system: System;
let deadLetters: SystemEventData["deadletter"][];

beforeEach(() => {
  system = createSystem({ processes: 1, log: false });
  deadLetters = [];
  system.addEventListener("deadletter", (event) => deadLetters.push(event));
});

afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

describe.each<[how: string, end: [type: "exit" | "signal" | "abort" | "exhaust", payload?: never], details: object]>([
  ["exits", ["exit", 7 as never], { exitCode: 7 }],
  ["is killed", ["signal", "SIGKILL" as never], { exitSignal: "SIGKILL" }],
  ["is terminated", ["signal", "SIGTERM" as never], { exitSignal: "SIGTERM" }],
  ["aborts", ["abort"], { exitSignal: "SIGABRT" }],
  ["runs out of memory", ["exhaust"], { exitSignal: "SIGABRT" }],
])("a process that %s", (_how, [type, payload], details) => {
  test("is a crash with HOST_LOST; its asks reject at once, and it is started again elsewhere", async () => {
    const on = { process: { resourceLimits: { maxOldGenerationSizeMb: 24 } } };
    const child = await system.spawn(inmate, { on });
    const before = await child.ask("pid");
    const crashed = once(system, "crash") as Promise<[SystemEventData["crash"]]>;
    const waiting = child.with({ timeoutMs: Infinity });
    const asks = [waiting.ask(type as "exit", payload as never), waiting.ask("pid")];
    const settled = await Promise.allSettled(asks);
    for (const outcome of settled) expect(outcome).toMatchObject({ reason: { code: "HOST_LOST", ...details } });
    expect((await crashed)[0]).toMatchObject({ decision: "restart", error: { code: "HOST_LOST", ...details } });
    expect(await child.ask("pid")).not.toBe(before);
  });
});

test.each<[what: string, bytes: Uint8Array]>([
  ["a text", Buffer.from("as if it were standard output\n")],
  ["a frame that is none", framed(Buffer.from([0xff, 0x0f, 0x01, 0x02]))],
  ["a value that is no frame", framed(serialize("a frame"))],
  ["the beginning of a frame, then a text", Buffer.concat([framed(serialize([1])), Buffer.from("and so on")])],
])(
  "a process that writes %s to its line is ended, and its actors are started again elsewhere",
  async (_what, bytes) => {
    const child = await system.spawn(inmate, { on: "process" });
    const before = await child.ask("pid");
    const crashed = once(system, "crash") as Promise<[SystemEventData["crash"]]>;
    child.tell("garble", new Uint8Array(bytes));
    await expect(child.with({ timeoutMs: Infinity }).ask("block")).rejects.toMatchObject({
      code: "HOST_LOST",
      message: expect.stringMatching(/what it said could not be understood/) as string,
    });
    expect((await crashed)[0]).toMatchObject({ decision: "restart", error: { code: "HOST_LOST" } });
    expect(await child.ask("pid")).not.toBe(before);
  },
);

test("messages to an actor whose process is gone for good are dead letters, and nothing is thrown", async () => {
  const child = await system.spawn(inmate, { on: "process", restart: "never" });
  child.tell("exit", 0);
  child.tell("echo", "in the same frame");
  expect(await child.exited).toMatchObject({ kind: "crashed", error: { code: "HOST_LOST", exitCode: 0 } });
  for (let n = 0; n < 100; n++) child.tell("echo", n);
  await expect(child.ask("pid")).rejects.toMatchObject({ code: "CRASHED" });
  expect(deadLetters.reduce((sum, { count }) => sum + count, 0)).toBe(101); // what had the process exit was handled
  const maybe = deadLetters.filter(({ maybeHandled }) => maybeHandled);
  expect(maybe.reduce((sum, { count }) => sum + count, 0)).toBe(1); // of those that had left, nobody can tell
});

test("a process that blocks its event loop is ended after stopTimeoutMs", async () => {
  const child = await system.spawn(inmate, { on: "process", stopTimeoutMs: 300 });
  child.tell("block");
  await expect(child.with({ timeoutMs: 100 }).ask("pid")).rejects.toMatchObject({ code: "ASK_TIMEOUT" });
  const start = performance.now();
  expect(await child.stop()).toEqual({ kind: "killed" });
  expect(performance.now() - start).toBeGreaterThanOrEqual(300);
});

test("an actor that cannot be started in a process says why, and leaves nothing", async () => {
  const nowhere = system.spawn(inmate, { on: { process: { cwd: "/nowhere/at/all" } } });
  await expect(nowhere).rejects.toMatchObject({
    code: "START_FAILED",
    message: expect.stringContaining("its cwd") as string,
  });
  const flags = system.spawn(inmate, { on: { process: { execArgv: ["--no-such-flag"] } } });
  await expect(flags).rejects.toMatchObject({ code: "START_FAILED", cause: { code: "HOST_LOST", exitCode: 9 } });
  expect((await system.tree()).children).toEqual([]);
});

test("actors in processes and threads reach each other through refs, whoever started them", async () => {
  const parent = await system.spawn(inmate, { on: "process" });
  const [thread, process, inline] = [
    await parent.ask("spawn", "thread"),
    await parent.ask("spawn", { process: { own: true } }),
    await parent.ask("spawn", "inline"),
  ];
  const own = await parent.ask("pid");
  expect([await thread.ask("pid"), await inline.ask("pid")]).toEqual([globalThis.process.pid, own]);
  expect(await process.ask("pid")).not.toBe(own);
  for (const one of [parent, thread, process, inline]) {
    const others = [thread, process, inline].filter(({ id }) => id !== one.id); // none may wait for itself
    for (const other of others) expect(await one.ask("pidOf", other)).toBe(await other.ask("pid"));
  }
  await Promise.all([
    thread.ask("flood", { to: process, count: 30_000 }),
    process.ask("flood", { to: thread, count: 30_000 }),
  ]);
  await system.idle();
  expect([await process.ask("counted"), await thread.ask("counted")]).toEqual([30_000, 30_000]);
});
