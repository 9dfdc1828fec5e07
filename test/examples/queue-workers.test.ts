import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openWeb, page } from "../actors/download/web.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Resolves only if it ends by itself with status 0. */
function run(...words: string[]): Promise<{ stdout: string; stderr: string }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ["--import", "tsx", "examples/queue-workers.ts", ...words];
  return promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 30_000 });
}

interface Line {
  readonly at: string;
  readonly who: string;
  readonly does: string;
  readonly url: string;
}

function linesOf(stdout: string): Line[] {
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line) => {
    const parts =
      /^(?<at>\d\d:\d\d:\d\d\.\d{3})  (?<who>\S+) +(?<does>puts|takes|has) (?<url>[^ ,]+)(, \d+ characters)?$/;
    return (parts.exec(line)?.groups as Line | undefined) ?? expect.fail(`a line that says ${line}`);
  });
}

test("examples/queue-workers.ts says who takes the four pages of its own site and when, and ends by itself", async () => {
  const { stdout, stderr } = await run();
  const site = /No pages given: .* (http:\/\/127\.0\.0\.1:\d+)\n/.exec(stderr)?.[1];
  expect(stderr).not.toMatch(/crashed|reported/);
  const lines = linesOf(stdout);
  for (const does of ["puts", "takes", "has"]) {
    const urls = lines.filter((line) => line.does === does).map(({ url }) => url);
    expect(urls.toSorted()).toEqual(["bbc", "ebay", "google", "reddit"].map((name) => `${site}/${name}`));
  }
  for (const name of ["google", "reddit", "ebay", "bbc"]) {
    const [put, take, have] = lines
      .filter(({ url }) => url === `${site}/${name}`)
      .toSorted(
        (one, other) => ["puts", "takes", "has"].indexOf(one.does) - ["puts", "takes", "has"].indexOf(other.does),
      );
    expect([put?.who, take?.who]).toEqual(["feeder-1", expect.stringMatching(/^worker-[123]$/)]);
    expect(have?.who).toBe(take?.who);
  }
  expect(new Set(lines.map(({ who }) => who)).size, "more than one worker had something to do").toBeGreaterThan(2);
});

test("examples/queue-workers.ts takes the pages that it is given", async () => {
  const web = await openWeb({ "/a": page("aa"), "/b": page("bbb") });
  const { stdout, stderr } = await run(web.url("/a"), web.url("/b"));
  expect(stdout).toMatch(`has ${web.url("/a")}, 2 characters\n`);
  expect(stdout).toMatch(`has ${web.url("/b")}, 3 characters\n`);
  expect(stderr).not.toMatch(/No pages given|crashed|reported/);
});
