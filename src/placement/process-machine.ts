import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { ProcessOptions } from "../core/spawn.ts";
import { withoutUndefined } from "../core/without-undefined.ts";
import { bootFrom, createBoot, type Boot } from "./boot.ts";
import { processExecArgv } from "./exec-argv.ts";
import type { HostSettings } from "./host.ts";
import type { Machine, MachineEnd } from "./machine.ts";
import { openMarks, type OpenMarks } from "./open-marks.ts";
import { createSocketTransport, LINE } from "./socket-transport.ts";

/** What a child process is started with. */
export interface ProcessBoot extends Boot {
  /** Whether it has a file to mark what it starts. */
  readonly isMarked: boolean;
}

/** How long the line of a process that has exited is read, should a process of its own still hold it open. */
const READ_MS = 1_000;

// Its argument is taken away: an actor sees none, as on a thread.
const boot = bootFrom("JSON.parse(process.argv.splice(1, 1)[0])");

/** Starts a child process that will be a host; `module` is that of its first actor. */
export function startProcess(
  settings: HostSettings,
  module: string | undefined,
  { env, cwd, execArgv = processExecArgv(process.execArgv), resourceLimits = {} }: ProcessOptions,
  ended: (end: MachineEnd) => void,
): Machine {
  const { spawn } = process.getBuiltinModule("node:child_process"); // 2 ms of every thread's start, if it were loaded there
  const options = [...execArgv, ...flagsOf(resourceLimits)];
  const opened = openMarks();
  const marks = opened?.marks;
  const told: ProcessBoot = { ...createBoot(settings, module), isMarked: marks !== undefined };
  const child = started(
    () =>
      spawn(process.execPath, [...options, "-e", boot, "--", JSON.stringify(told)], {
        cwd,
        env: env === undefined ? process.env : withoutUndefined(env),
        // What it prints goes where this process prints, also the last lines of one that dies.
        stdio: ["ignore", "inherit", "inherit", "pipe", opened?.descriptor ?? "ignore"],
      }),
    opened,
  );
  const line = child.stdio[LINE] as Socket;
  child.unref(); // the system's actors keep the process alive, not its processes
  let failure: Error | undefined;
  let exit: { readonly exitCode: number } | { readonly exitSignal: string } | undefined;
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    line.destroy();
    const last = marks?.all;
    opened?.close();
    ended({ why: failure?.message ?? whyOf(exit), cause: failure, details: { ...exit }, marks: last });
  };
  child.once("error", (error) => {
    failure ??=
      cwd !== undefined && !existsSync(cwd) ? new Error(`its cwd "${cwd}" is not there`, { cause: error }) : error;
    if (child.pid === undefined) end(); // it was never there
  });
  child.once("exit", (code, signal) => {
    exit = signal === null ? { exitCode: code ?? 0 } : { exitSignal: signal };
    // What it had still said is read first.
    if (line.destroyed || line.readableEnded) end();
    else setTimeout(() => setImmediate(end), READ_MS).unref(); // a turn later: this thread may have been busy so long
  });
  const terminate = (why: string): void => {
    failure ??= new Error(why);
    child.kill("SIGKILL");
  };
  line.once("close", () => {
    if (exit === undefined) child.kill("SIGKILL"); // it has closed its line: nobody can talk to it any more
    else end();
  });
  return { transport: createSocketTransport(line), marks, isHeldBy: () => false, terminate };
}

/** @throws what `spawn` throws for options that make no sense, and if there are no descriptors left. */
function started(spawnIt: () => ChildProcess, opened: OpenMarks | undefined): ChildProcess {
  try {
    const child = spawnIt();
    // Then it is no whole child: it has no streams, and says why in a turn of its own, when nobody would listen.
    if ((child.stdio as unknown) === undefined) {
      child.once("error", () => {});
      throw Object.assign(new Error("too many files are open (EMFILE)"), { code: "EMFILE" });
    }
    return child;
  } catch (thrown) {
    opened?.close();
    throw thrown;
  }
}

function whyOf(exit: { readonly exitCode: number } | { readonly exitSignal: string } | undefined): string {
  if (exit === undefined) return "it could not be started";
  return "exitCode" in exit ? `it exited with code ${exit.exitCode}` : `it was ended by ${exit.exitSignal}`;
}

/** V8's own names for the limits that threads take as options. */
function flagsOf(limits: NonNullable<ProcessOptions["resourceLimits"]>): string[] {
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = limits;
  return [
    ...flag("max-old-space-size", maxOldGenerationSizeMb),
    ...flag("max-semi-space-size", maxYoungGenerationSizeMb && maxYoungGenerationSizeMb / SEMI_SPACES),
    ...flag("stack-size", stackSizeMb && stackSizeMb * 1_024),
  ];
}

/** The young generation is three of them. */
const SEMI_SPACES = 3;

function flag(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${Math.max(1, Math.round(value))}`];
}
