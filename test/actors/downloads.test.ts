import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSystem, type Exit, type System } from "troupe";
import { downloads, type DownloadsArgs, type Report } from "troupe/actors";
import { describe, expect, onTestFinished, test } from "vitest";
import { bomb } from "./fixtures/bomb.ts";
import { emptyFolder, openWeb, page, status, type Answer, type Web } from "./download/web.ts";

const placements = ["inline", "thread"] as const;

interface Run {
  system: System;
  restarts: string[];
  crashes: string[];
  exits: string[];
}

function start(): Run {
  const system = createSystem({ log: false, threads: 1 });
  onTestFinished(() => system.stop());
  const run: Run = { system, restarts: [], crashes: [], exits: [] };
  system.addEventListener("restart", ({ actor }) => run.restarts.push(nameOf(actor)));
  system.addEventListener("crash", ({ actor }) => run.crashes.push(nameOf(actor)));
  system.addEventListener("exit", ({ actor, exit }) => run.exits.push(`${nameOf(actor)} ${exit.kind}`));
  return run;
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/-\d+$/, "");
}

async function downloadAll(system: System, args: DownloadsArgs): Promise<Exit<Report>> {
  return await (
    await system.spawn(downloads, { args, restart: "never" })
  ).exited;
}

function reportOf(exit: Exit<Report>): Report {
  if (exit.kind !== "done") throw new Error(`It ended ${exit.kind}`, { cause: exit });
  return exit.value;
}

const pagesOf = (web: Web, ...names: string[]): { name: string; url: string }[] => {
  return names.map((name) => ({ name, url: web.url(`/${name}`) }));
};

describe.each(placements)("downloads on %s", (on) => {
  test("finishes with a report in the order of the list", async () => {
    const web = await openWeb({ "/a": page("a"), "/b": page("bb", "text/plain"), "/c": page("ccc") });
    const dir = await emptyFolder();
    const run = start();
    const pages = pagesOf(web, "c", "gone", "a", "lost", "b");
    const { saved, failed } = reportOf(await downloadAll(run.system, { pages, dir, on, workers: 3 }));
    expect(saved.map(({ name, bytes, file }) => [name, bytes, file])).toEqual([
      ["c", 3, join(dir, "c.html")],
      ["a", 1, join(dir, "a.html")],
      ["b", 2, join(dir, "b.txt")],
    ]);
    expect(failed).toEqual([
      {
        name: "gone",
        url: web.url("/gone"),
        status: 404,
        reason: expect.stringContaining("it answered 404 Not Found"),
      },
      {
        name: "lost",
        url: web.url("/lost"),
        status: 404,
        reason: expect.stringContaining("it answered 404 Not Found"),
      },
    ]);
    expect(run.exits).toEqual([
      "downloader stopped",
      "downloader stopped",
      "downloader stopped",
      "heartbeat stopped",
      "downloads done",
    ]);
  });

  test("finishes at once with an empty list", async () => {
    const report = reportOf(await downloadAll(start().system, { pages: [], dir: await emptyFolder(), on }));
    expect(report).toEqual({ saved: [], failed: [] });
  });

  test("restarts nobody for ten 404s among twenty pages", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `page${index}`);
    const there = names.filter((_, index) => index % 2 === 0);
    const web = await openWeb(Object.fromEntries(there.map((name) => [`/${name}`, page(name)])));
    const dir = await emptyFolder();
    const run = start();
    const { saved, failed } = reportOf(await downloadAll(run.system, { pages: pagesOf(web, ...names), dir, on }));
    expect([saved.length, failed.length, run.restarts, run.crashes]).toEqual([10, 10, [], []]);
    expect((await readdir(dir)).toSorted()).toEqual(there.map((name) => `${name}.html`).toSorted());
  });

  test("never saves two pages as one file", async () => {
    const web = await openWeb({ "/html": page("html"), "/text": page("text", "text/plain") });
    const dir = await emptyFolder();
    const pages = ["a", "a", "a.html", "a-2"].map((name) => ({ name, url: web.url("/html") }));
    reportOf(await downloadAll(start().system, { pages: [...pages, { name: "a", url: web.url("/text") }], dir, on }));
    const files = (await readdir(dir)).toSorted();
    expect(files).toHaveLength(5);
    expect(files).toEqual(expect.arrayContaining(["a.html", "a-2.html"]));
  });

  test("leaves no temporary file when it is stopped in the middle of a page", async () => {
    const half: Answer = (_, response) => void response.writeHead(200).write("x".repeat(100_000));
    const web = await openWeb({ "/half": half, "/slow": status(503) });
    const dir = await emptyFolder();
    const { system } = start();
    const visited = Promise.all([web.visited("/half"), web.visited("/slow")]);
    const child = await system.spawn(downloads, { args: { pages: pagesOf(web, "half", "slow"), dir, on } });
    await visited;
    expect(await child.stop()).toEqual({ kind: "stopped" });
    expect(await readdir(dir)).toEqual([]);
  });

  test("crashes with the reason when the folder cannot be made", async () => {
    const exit = await downloadAll(start().system, { pages: [{ url: "http://127.0.0.1:9/" }], dir: "/dev/null/x", on });
    expect(exit).toMatchObject({ kind: "crashed", error: { code: "START_FAILED" } });
  });
});

describe("downloads when a thread dies in the middle of a page", () => {
  /** Answers half a page and blows up the thread, for the first visits; then the whole page. */
  function deadly(system: System, times: number): Answer {
    return (request, response, visit) => {
      if (visit > times) return page("whole")(request, response, visit);
      response.writeHead(200).write("half");
      void system.spawn(bomb, { on: "thread", restart: "never" }).then((child) => child.tell("explode"));
    };
  }

  test("hands the page out again, with ten downloaders on that thread and the default limits", async () => {
    const run = start();
    const names = Array.from({ length: 30 }, (_, index) => `page${index}`);
    const others = Object.fromEntries(names.map((name) => [`/${name}`, page(name)]));
    const web = await openWeb({ ...others, "/page3": deadly(run.system, 1) });
    const dir = await emptyFolder();
    const pages = pagesOf(web, ...names);
    const { saved, failed } = reportOf(await downloadAll(run.system, { pages, dir, workers: 10, on: "thread" }));
    expect(failed).toEqual([]);
    expect(saved.map(({ name }) => name)).toEqual(names);
    expect(await readFile(join(dir, "page3.html"), "utf8")).toBe("whole");
    expect((await readdir(dir)).toSorted()).toEqual(names.map((name) => `${name}.html`).toSorted());
    expect(run.restarts).toContain("downloader");
  });

  test("crashes with the reason once the restarts are spent, and leaves no temporary file", async () => {
    const run = start();
    const web = await openWeb({ "/page": deadly(run.system, Infinity) });
    const dir = await emptyFolder();
    const exit = await downloadAll(run.system, { pages: pagesOf(web, "page"), dir, on: "thread" });
    expect(exit).toMatchObject({ kind: "crashed", error: { code: "HOST_LOST", exitCode: 7 } });
    expect(run.restarts).toEqual(["downloader", "downloader", "downloader"]);
    expect(await readdir(dir)).toEqual([]);
  });
});
