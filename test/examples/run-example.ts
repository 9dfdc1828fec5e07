import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What an example prints, run as a user runs it; it has to end by itself. */
export async function runExample(name: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { cwd: root, env, timeout: 30_000 };
  return promisify(execFile)(process.execPath, ["--import", "tsx", `examples/${name}.ts`, ...args], options);
}
