// What of a pool holds a process, and what does not. Each case is a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function linesOf(name: string, on: string): Promise<{ lines: string[]; errors: string }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ["--import", "tsx", "test/pool/scripts/pool-end.ts", name, on];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 25_000 });
  return { lines: stdout.split("\n").filter((line) => line !== ""), errors: stderr };
}

describe.concurrent.each(["inline", "thread"])("%s", (on) => {
  test.each<[what: string, name: string, lines: string[]]>([
    ["a pool without jobs does not hold the process", "idle", ["main is over", "worker stopped"]],
    ["a job does, until it is done", "job", ["waited", "worker stopped"]],
    ["a job does, whether anybody waits for it or not", "unseen", ["still here", "worker stopped"]],
    ["a told message does", "told", ["still here", "worker stopped"]],
    ["a map does, while somebody waits for its next reply", "map", ["waited", "waited", "worker stopped"]],
    ["a map does, also while its source waits", "source", ["waited", "worker stopped"]],
    ["a map whose source gives nothing does until the pool ends", "sourceless", ["POOL_CLOSED"]],
    ["whoever waits for its end does", "closed", ["closed", "worker stopped"]],
  ])("%s", async (_what, name, lines) => {
    const { lines: seen, errors } = await linesOf(name, on);
    expect([...seen].toSorted()).toEqual([...lines].toSorted());
    expect(errors).toBe("");
  });

  test("a failed job that nobody has looked at is a line of the log, and the process ends well", async () => {
    const { lines, errors } = await linesOf("failed", on);
    expect(lines).toEqual(["worker stopped"]);
    expect(errors).toMatch(/^troupe: .*RangeError: broken/);
  });

  test("2,000 jobs, a timeout and a kill leave nothing behind", async () => {
    const { lines, errors } = await linesOf("resources", on);
    expect(lines).toEqual(["[]", "[ 0, 0, 0, 0 ]"]);
    expect(errors).toBe("");
  });
});
