import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { createSystem, defineActor, run } from "troupe";
import { exitOnSignals, isSystemLeft, onBeforeExit } from "../src/process-hooks.ts";

const events = ["beforeExit", "SIGINT", "SIGTERM"] as const;
const counts = (): number[] => events.map((event) => process.listenerCount(event));

let before: number[];
let warned: MockInstance;

beforeEach(() => {
  before = counts();
  warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
});

afterEach(() => {
  expect(counts()).toEqual(before);
  expect(warned).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

function expectMore(...more: readonly number[]): void {
  expect(counts()).toEqual(before.map((count, index) => count + (more[index] ?? 0)));
}

test("twenty systems at once share one listener of the process, and Node does not warn", async () => {
  const systems = Array.from({ length: 20 }, () => createSystem({ log: false }));
  expectMore(1);
  const last = systems.pop();
  await Promise.all(systems.map((system) => system.stop()));
  expectMore(1);
  await last?.stop();
  expectMore(0);
});

test("twenty run() at once share one listener for each signal", async () => {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const waiting = defineActor({
    name: "waiting",
    init: (_args: undefined, { self }) => self.tell("wait"),
    receive: { wait: ({ finish }) => opened.then(() => finish("over")) },
  });
  const runs = Array.from({ length: 20 }, () => run(waiting, { system: { log: false } }));
  expectMore(1, 1, 1);
  open();
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, () => "over"));
});

test("onBeforeExit() tells all who are there, each time, until they leave", () => {
  const told: string[] = [];
  const leaveOne = onBeforeExit(() => told.push("one"));
  const leaveTwo = onBeforeExit(() => {
    told.push("two");
    leaveTwo();
  });
  expect(isSystemLeft()).toBe(true);
  process.emit("beforeExit", 0);
  process.emit("beforeExit", 0);
  leaveOne();
  leaveOne();
  process.emit("beforeExit", 0);
  expect(told).toEqual(["one", "two", "one"]);
  expect(isSystemLeft()).toBe(false);
});

test("exitOnSignals() listens again after all have left", () => {
  exitOnSignals(async () => {})();
  expectMore(0, 0, 0);
  const leave = exitOnSignals(async () => {});
  expectMore(0, 1, 1);
  leave();
});

test("two run() at once both stop in order on a signal, before the process exits", async () => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "test/fixtures/process-hooks/two-runs.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number | null]>]);
  expect({ output, status }).toEqual({ output: "quick stopped\nslow stopped\n", status: 130 });
});
