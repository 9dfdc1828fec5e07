import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { runExample } from "./run-example.ts";

afterEach(() => void vi.unstubAllEnvs());

describe.each(["inline", "thread", "process"])("--on %s", (on) => {
  test("examples/pool-map.ts downloads each page twice, as they come and in order", async () => {
    const folder = await mkdtemp(join(tmpdir(), "troupe-pools-"));
    vi.stubEnv("TMPDIR", folder);
    const { stdout, stderr } = await runExample("pool-map", "--on", on);
    expect((await readdir(folder)).filter((name) => name.startsWith("troupe"))).toEqual([]);
    await rm(folder, { recursive: true });
    const [submitted = "", mapped = ""] = stdout.split("map, in order:\n");
    const linesOf = (text: string): string[] =>
      [...text.matchAll(/^ {2}(\w+): \d+ bytes$/gm)].map(([, name = ""]) => name);
    expect(linesOf(submitted).at(-1)).toBe("bbc"); // the slow one
    expect(linesOf(submitted).toSorted()).toEqual(["bbc", "ebay", "google", "reddit"]);
    expect(linesOf(mapped)).toEqual(["google", "reddit", "ebay", "bbc"]);
    expect(stdout).toMatch(/^8 pages; the slowest took \d+ ms$/m);
    expect(stderr).toMatch(/^No pages given: .*\n$/);
  });

  test("examples/cpu-bound.ts counts the same primes in each placement", async () => {
    const { stdout, stderr } = await runExample("cpu-bound", "--on", on, "--below", "200000");
    const counts = [...stdout.matchAll(/^(\w+), \d+ at a time: ([\d,]+) primes below 200,000 in [\d.]+ s$/gm)];
    expect(counts.map(([, where, count]) => [where, count])).toEqual(
      (on === "inline" ? ["inline"] : ["inline", on]).map((where) => [where, "17,984"]),
    );
    expect(/^\w+: [\d.]+ times as fast as inline$/m.test(stdout)).toBe(on !== "inline");
    expect(stderr).toBe("");
  });

  test("examples/two-functions.ts proves whether both ran at once", async () => {
    const { stdout, stderr } = await runExample("two-functions", "--on", on);
    expect(stdout).toMatch(/^addUp: +5000000050000000, from \d+ to \d+ ms$/m);
    expect(stdout).toMatch(/^countVowels: 10000000, from \d+ to \d+ ms$/m);
    expect(stdout).toMatch(on === "inline" ? /^one after the other$/m : /^both at once for \d+ ms$/m);
    expect(stderr).toBe("");
  });
});

test("examples/cpu-bound.ts compares inline, threads and processes", async () => {
  const { stdout } = await runExample("cpu-bound", "--below", "20000");
  expect([...stdout.matchAll(/^(\w+), \d+ at a time: 2,262 primes/gm)].map(([, where]) => where)).toEqual([
    "inline",
    "thread",
    "process",
  ]);
});

test("an example that is given a placement there is none of says so", async () => {
  await expect(runExample("two-functions", "--on", "thred")).rejects.toMatchObject({
    code: 2,
    stderr: '--on is "inline", "thread", "process", not "thred"\n',
  });
});
