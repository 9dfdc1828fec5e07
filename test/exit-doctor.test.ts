import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Log } from "troupe";
import { ExitDoctor, type DoctorParts } from "../src/exit-doctor.ts";
import { createPlatformParts, createSystemOn } from "../src/system.ts";

interface Visit {
  readonly doctor: ExitDoctor;
  readonly log: Log;
  readonly lines: readonly string[];
  /** How long the timers that were set are to wait. */
  readonly set: readonly number[];
  /** Fires all of them. */
  readonly fire: () => void;
  /** What is open from now on. */
  readonly open: (...kinds: string[]) => void;
}

function visit(parts: DoctorParts = {}): Visit {
  const lines: string[] = [];
  const set: number[] = [];
  const timers: (() => void)[] = [];
  let kinds: readonly string[] = ["Timeout", "PipeWrap"];
  const unexpected = (): never => expect.unreachable();
  return {
    lines,
    log: { debug: unexpected, info: unexpected, error: unexpected, warn: (text) => void lines.push(text) },
    set,
    fire: () => timers.splice(0).forEach((run) => run()),
    open: (...now) => (kinds = now),
    doctor: new ExitDoctor({
      resources: () => kinds,
      isInUse: () => false,
      setTimer: (ms, run) => {
        set.push(ms);
        timers.push(run);
      },
      ...parts,
    }),
  };
}

const held = "the process is still alive 2000 ms after the system stopped, it may be held by: ";

test("exitDoctor.watch() names handlers that were let go and have not returned", () => {
  const { doctor, log, lines, set, fire } = visit();
  doctor.add("/shop/orders-1", "add");
  const returned = doctor.add("/shop/orders-2", "init");
  returned();
  doctor.watch(log);
  expect(lines).toEqual([]);
  expect(set).toEqual([2_000]);
  fire();
  expect(lines).toEqual([`${held}handler "add" of /shop/orders-1, which was let go and has not returned`]);
});

test("exitDoctor.watch() says nothing of handlers that return in time", () => {
  const { doctor, log, lines, fire } = visit();
  const returned = doctor.add("/shop/orders-1", "add");
  doctor.watch(log);
  returned();
  returned();
  fire();
  expect(lines).toEqual([]);
});

test("exitDoctor.watch() sets no timer if there will be nothing to blame", () => {
  const { doctor, log, set, open } = visit();
  doctor.add("/shop/orders-1", "add")();
  open("Timeout", "Timeout", "TCPSocketWrap");
  doctor.watch(log);
  expect(set).toEqual([]);
});

test("exitDoctor.watch() counts the same handler, and names five different ones", () => {
  const { doctor, log, lines, fire } = visit();
  doctor.add("/a-1", "add");
  for (let n = 1; n <= 7; n++) doctor.add(`/a-${n}`, "add");
  doctor.watch(log);
  fire();
  expect(lines).toHaveLength(1);
  expect(lines[0]?.slice(held.length).split("; ")).toEqual([
    'handler "add" of /a-1 (2 times), which was let go and has not returned',
    ...[2, 3, 4, 5].map((n) => `handler "add" of /a-${n}, which was let go and has not returned`),
    "2 more such handlers",
  ]);
});

test("exitDoctor.add() keeps a thousand handlers at most", () => {
  const { doctor, log, lines, fire } = visit();
  const returns = Array.from({ length: 1_500 }, () => doctor.add("/a", "add"));
  doctor.watch(log);
  returns.at(-1)?.();
  fire();
  expect(lines[0]).toContain('handler "add" of /a (1000 times)');
});

test.each<[kinds: string[], words: string]>([
  [["Timeout", "Timeout", "PipeWrap"], "a timer (Timeout)"],
  [["TCPSocketWrap", "TCPSocketWrap", "MessagePort"], "2 TCP sockets (TCPSocketWrap); a message port (MessagePort)"],
  [["Timeout", "SomethingNew", "Other", "Other"], "one resource (SomethingNew); 2 resources (Other)"],
])("exitDoctor.watch() for a script blames what is there more often than at its start: %j", (kinds, words) => {
  const { doctor, log, lines, fire, open } = visit({ isScript: true });
  doctor.watch(log);
  open(...kinds);
  fire();
  expect(lines).toEqual([held + words]);
});

test("exitDoctor.watch() for a script says nothing of what was there at its start, or is there for another system", () => {
  const visits = [visit({ isScript: true }), visit({ isScript: true, isInUse: () => true })] as const;
  visits[0].open("PipeWrap", "Timeout");
  visits[1].open("PipeWrap", "Timeout", "TCPServerWrap");
  for (const { doctor, log, lines, fire } of visits) {
    doctor.watch(log);
    fire();
    expect(lines).toEqual([]);
  }
});

test("exitDoctor.watch() for a script tells all that it blames in one line", () => {
  const { doctor, log, lines, fire, open } = visit({ isScript: true });
  doctor.add("/a", "add");
  doctor.watch(log);
  open("TCPServerWrap");
  fire();
  expect(lines).toEqual([
    `${held}handler "add" of /a, which was let go and has not returned; a TCP server (TCPServerWrap)`,
  ]);
});

test("system.stop() calls the doctor, who hears of what the first host lets go", async () => {
  const { doctor, log, lines, set, fire } = visit();
  const platform = createPlatformParts();
  const system = createSystemOn(
    { log },
    {
      ...platform,
      doctor,
      startHosts: (first, ...rest) => {
        first.strays.add("/a", "add");
        return platform.startHosts(first, ...rest);
      },
    },
  );
  const stopped = system.stop();
  expect(set).toEqual([]);
  await stopped;
  expect(set).toEqual([2_000]);
  fire();
  expect(lines).toHaveLength(1);
});

describe.concurrent("in a process of its own", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));

  async function linesOf(name: string): Promise<string[]> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const script = ["--import", "tsx", "test/fixtures/exit-doctor/script.ts", name];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, script, { cwd: root, env });
    return [...stdout.split("\n"), ...stderr.split("\n")].filter((line) => line !== "");
  }

  test("run() that leaves nothing does not hold the process, and writes nothing", async () => {
    expect(await linesOf("nothing")).toEqual(["hello", "held by nothing"]);
  });

  test("run() that leaves two timers has them named", async () => {
    expect(await linesOf("timers")).toEqual(["hello", `${held}2 timers (Timeout)`]);
  });

  test("createSystem() that is stopped while a handler waits for ever has that named", async () => {
    const lines = await linesOf("handler");
    expect(lines).toEqual([`${held}handler "wait" of /shop/stuck-1, which was let go and has not returned`]);
  });
});
