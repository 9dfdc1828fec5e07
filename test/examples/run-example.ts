import { execFile, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What an example printed. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a user runs it; it has to end by itself. */
export function startExample(name: string, ...args: string[]): { child: ChildProcess; ended: Promise<Printed> } {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { cwd: root, env, timeout: 30_000 };
  const words = ["--import", "tsx", `examples/${name}.ts`, ...args];
  const ended = promisify(execFile)(process.execPath, words, options);
  return { child: ended.child, ended };
}

/** What it prints in the end. */
export function runExample(name: string, ...args: string[]): Promise<Printed> {
  return startExample(name, ...args).ended;
}
