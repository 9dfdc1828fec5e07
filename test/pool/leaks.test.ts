// What is opened and closed again and again leaves nothing. Each case is a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Inventory } from "./scripts/leaks.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** More than any run has left by chance, and less than a thousand cycles leave that forget a kilobyte each several times over. */
const SLACK_MB = 4;

interface Span {
  readonly before: Inventory;
  readonly after: Inventory;
}

/** A host of an actor's own is told to leave when that has ended, and is gone some time after; the system waits for it. */
const endsLater = ["own", "kills"];

async function resultOf(name: string, on: string): Promise<unknown> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ["--import", "tsx", "test/pool/scripts/leaks.ts", name, on];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 100_000 });
  expect(stderr).toBe("");
  const { living, gone, result } = JSON.parse(stdout) as { living: Span; gone: Span; result: unknown };
  expectNothingLeft(gone);
  if (!endsLater.includes(name)) expectNothingLeft(living);
  return result;
}

function expectNothingLeft({ before, after }: Span): void {
  const { heapMb: heapBeforeMb, ...hadBefore } = before;
  const { heapMb: heapAfterMb, ...hasAfter } = after;
  expect(hasAfter).toEqual(hadBefore);
  expect(heapAfterMb - heapBeforeMb).toBeLessThan(SLACK_MB);
}

describe.each(["inline", "thread", "process"])("%s", (on) => {
  test("10,000 submits in one turn give their values and leave nothing", { timeout: 100_000 }, async () => {
    expect(await resultOf("submits", on)).toEqual([]);
  });

  test("1,000 pools, one after another, leave nothing", { timeout: 100_000 }, async () => {
    expect(await resultOf("pools", on)).toEqual([]);
  });

  test("1,000 actors that are spawned and stopped leave nothing", { timeout: 100_000 }, async () => {
    expect(await resultOf("actors", on)).toEqual([]);
  });

  if (on === "inline") return;

  test("5 pools and actors with hosts of their own leave nothing", { timeout: 100_000 }, async () => {
    expect(await resultOf("own", on)).toEqual([]);
  });

  test("a pool of size 1 that loses its host 20 times loses the jobs that were running, and leaves nothing", async () => {
    const { asExpected, judged } = (await resultOf("kills", on)) as { asExpected: number; judged: number[] };
    expect(asExpected).toBe(300);
    expect(judged).toEqual(Array.from({ length: 300 }, (_, n) => n)); // each was run once
  }, 100_000);
});
