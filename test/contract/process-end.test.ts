// When a process ends by itself, what holds it, and how it ends on a signal. Each case is a process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { on as each, once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test, type TestContext } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

type Finished = Pick<TestContext, "onTestFinished">;

function start({ onTestFinished }: Finished, name: string, on: string): ChildProcess {
  const args = ["--import", "tsx", "test/contract/scripts/process-end.ts", name, on];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** What a thread prints comes out some time later than what the first one does. */
function inAnyOrder(ended: Ended): Ended {
  return { ...ended, lines: ended.lines.toSorted() };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { status, lines: output.split("\n").filter((line) => line !== ""), errors };
}

const orderly = { status: 0, errors: "" };

describe.concurrent.each(["inline", "thread"])("%s", (on) => {
  test("the process ends by itself when only transient actors are left, and stops them in order", async (context) => {
    expect(await endOf(start(context, "transient", on))).toEqual({
      ...orderly,
      lines: ["main is over", "worker stopped"],
    });
  });

  test("the process ends by itself when only children of transient actors are left", async (context) => {
    const { lines, ...rest } = await endOf(start(context, "belowTransient", on));
    expect(rest).toEqual(orderly);
    expect(lines).toEqual(["main is over", "grandchild stopped", "worker stopped"]);
  });

  test("a lasting actor holds the process until it ends", async (context) => {
    expect(await endOf(start(context, "lasting", on))).toEqual({ ...orderly, lines: ["still here", "worker stopped"] });
    expect(await endOf(start(context, "ended", on))).toEqual({ ...orderly, lines: ["worker done"] });
  });

  // Where the actor runs makes no difference to what holds the process: one is enough on threads.
  const waits = [
    ["ask", ["waited", "worker stopped"]],
    ["send", ["sent", "worker stopped"]],
    ["exited", ["done", "worker done"]],
    ["stop", ["stopped", "worker stopped"]],
  ] as const;
  for (const [name, lines] of waits.slice(0, on === "inline" ? 4 : 1)) {
    test(`plain code that waits for ${name} holds the process`, async (context) => {
      expect(inAnyOrder(await endOf(start(context, name, on)))).toEqual({ ...orderly, lines });
    });
  }

  test("system.stop() leaves no thread, timer and listener behind", async (context) => {
    const { lines, ...rest } = await endOf(start(context, "resources", on));
    expect(rest).toEqual(orderly);
    expect(lines.slice(-2)).toEqual(["[]", "[ 0, 0, 0, 0 ]"]);
  });

  test("createSystem({ signal }) stops the system when it is aborted", async (context) => {
    const ended = inAnyOrder(await endOf(start(context, "signal", on)));
    expect(ended).toEqual({ ...orderly, lines: ["stopped", "worker stopped"] });
  });

  test("await using drains the system, then stops it", async (context) => {
    const ended = inAnyOrder(await endOf(start(context, "using", on)));
    expect(ended).toEqual({ ...orderly, lines: ["drained", "worker stopped"] });
  });

  test("run() resolves with the value of finish, and leaves no listener", async (context) => {
    expect(await endOf(start(context, "value", on))).toEqual({ ...orderly, lines: ["Hello, world", "[ 0, 0 ]"] });
  });

  test("run() rejects with the crash", async (context) => {
    const { status, errors } = await endOf(start(context, "crash", on));
    expect(status).toBe(1);
    expect(errors).toContain("RangeError: broken");
  });

  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(`run() stops everything in order on ${signal} and exits with ${status}`, async (context) => {
      const child = start(context, "endless", on);
      const ended = endOf(child);
      await said(child, "ready");
      child.kill(signal);
      expect((await ended).lines.slice(-2)).toEqual(["worker stopped", "endless stopped"]);
      expect((await ended).status).toBe(status);
    });
  }
});

test("createSystem() alone does not hold the process", async (context) => {
  expect(await endOf(start(context, "empty", "inline"))).toEqual({ ...orderly, lines: [] });
});

test("run() does not wait any more at a second signal", async (context) => {
  const child = start(context, "stubborn", "inline");
  const ended = endOf(child);
  await said(child, "hanging");
  child.kill("SIGINT");
  await said(child, "still there"); // after the same signal, passed on
  child.kill("SIGINT");
  expect((await ended).status).toBe(130);
});

async function said(child: ChildProcess, words: string): Promise<void> {
  let heard = "";
  for await (const [chunk] of each(child.stdout!, "data")) {
    heard += String(chunk);
    if (heard.includes(words)) return;
  }
}
