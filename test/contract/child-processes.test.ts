// Child processes and the process that started them: who outlives whom, and what is printed.
import { spawn, type ChildProcess } from "node:child_process";
import { on as each, once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test, type TestContext } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

function start({ onTestFinished }: Pick<TestContext, "onTestFinished">, name: string): ChildProcess {
  const args = ["--import", "tsx", "test/contract/scripts/child-processes.ts", name];
  const { NODE_OPTIONS: _, ...env } = process.env;
  // A group of its own, as a terminal gives it to what it runs.
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** The processes that a script says it has started. */
async function pidsOf({ stdout }: ChildProcess): Promise<number[]> {
  for await (const [line] of each(createInterface(stdout!), "line")) {
    if (String(line).startsWith("pids ")) return String(line).split(" ").slice(1).map(Number);
  }
  throw new Error("it said nothing");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves with how long it took until none of them was alive. */
async function msUntilGone(pids: readonly number[]): Promise<number> {
  const began = performance.now();
  while (pids.some(isAlive)) await new Promise((resolve) => void setImmediate(resolve));
  return performance.now() - began;
}

test("processes end by themselves when the one that started them is killed", async (context) => {
  const parent = start(context, "live");
  const pids = await pidsOf(parent);
  expect(pids.every(isAlive)).toBe(true);
  parent.kill("SIGKILL");
  expect(await msUntilGone(pids)).toBeLessThan(2_000);
});

test("processes are ended with their system, and hold nobody", async (context) => {
  const parent = start(context, "end");
  const pids = await pidsOf(parent);
  expect(await once(parent, "exit")).toEqual([0, null]);
  expect(pids.filter(isAlive)).toEqual([]);
});

test("what a process prints reaches its parent, the last lines of one that crashes too", async (context) => {
  const parent = start(context, "print");
  const [out, errors, [status]] = await Promise.all([text(parent.stdout!), text(parent.stderr!), once(parent, "exit")]);
  expect(status).toBe(0);
  expect(out).toContain("out of the child\n");
  expect(errors).toContain("error of the child\n");
  expect(errors).toContain("RangeError: last words");
});

test("SIGINT to all processes of a terminal ends a run() in order: no process is taken for lost", async (context) => {
  const parent = start(context, "run");
  const pids = await pidsOf(parent);
  const errors = text(parent.stderr!);
  process.kill(-(parent.pid as number), "SIGINT");
  expect(await once(parent, "exit")).toEqual([130, null]);
  expect([await errors, pids.filter(isAlive)]).toEqual(["", []]);
});
