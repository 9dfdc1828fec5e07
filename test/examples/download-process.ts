// Starts examples/download.ts as a user does, in a process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

export function startDownload(
  words: string[],
  options: { input?: string; preload?: string; unread?: "stdout" | "stderr" | undefined } = {},
): {
  child: ChildProcess;
  ended: Promise<Ended>;
} {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env =
    options.preload === undefined ? inherited : { ...inherited, NODE_OPTIONS: `--require ${options.preload}` };
  const args = ["--import", "tsx", "examples/download.ts", ...words];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdin.end(options.input ?? "");
  if (options.unread !== undefined) child[options.unread].destroy();
  return { child, ended: endOf(child) };
}

/** Runs it to its end. */
export async function download(...words: string[]): Promise<Ended> {
  return await startDownload(words).ended;
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const [stdout, stderr, [status]] = await Promise.all([
    textOf(child.stdout!),
    textOf(child.stderr!),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

async function textOf(stream: Readable): Promise<string> {
  return stream.destroyed ? "" : await text(stream);
}
