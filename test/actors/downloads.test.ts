import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSystem, type Exit, type System, type SystemOptions } from "troupe";
import { downloads, type DownloadsArgs, type DownloadsError, type Report } from "troupe/actors";
import { describe, expect, onTestFinished, test } from "vitest";
import { createPlatformParts, createSystemOn } from "../../src/system.ts";
import { bomb } from "./fixtures/bomb.ts";
import { emptyFolder, openWeb, page, status, type Answer, type Web } from "./download/web.ts";

const placements = ["inline", "thread"] as const;

interface Run {
  system: System;
  restarts: string[];
  crashes: string[];
  exits: string[];
  deadLetters: string[];
}

function start(create: (options: SystemOptions) => System = createSystem): Run {
  const system = create({ log: false, threads: 1 });
  onTestFinished(() => system.stop());
  const run: Run = { system, restarts: [], crashes: [], exits: [], deadLetters: [] };
  system.addEventListener("restart", ({ actor }) => run.restarts.push(nameOf(actor)));
  system.addEventListener("crash", ({ actor }) => run.crashes.push(nameOf(actor)));
  system.addEventListener("exit", ({ actor, exit }) => run.exits.push(`${nameOf(actor)} ${exit.kind}`));
  system.addEventListener("deadletter", ({ to, message }) => run.deadLetters.push(`${nameOf(to)} ${message?.type}`));
  return run;
}

/** Its timers fire, but for who looks at the clock no time has passed: all restarts count, however long threads take to start. */
function createTimeless(options: SystemOptions): System {
  const { env, ...parts } = createPlatformParts();
  const { clock } = env;
  const timeless = { now: () => 0, setTimer: clock.setTimer.bind(clock) };
  return createSystemOn(options, { ...parts, env: { ...env, clock: timeless } });
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/-\d+$/, "");
}

async function downloadAll(
  system: System,
  args: DownloadsArgs,
  on: (typeof placements)[number] = "inline",
): Promise<Exit<Report>> {
  const child = await system.spawn(downloads, { args, restart: "never", on });
  return await child.exited;
}

function reportOf(exit: Exit<Report>): Report {
  if (exit.kind !== "done") throw new Error(`It ended ${exit.kind}`, { cause: exit });
  return exit.value;
}

function errorOf(exit: Exit<Report>): DownloadsError {
  if (exit.kind !== "crashed") throw new Error(`It ended ${exit.kind}`, { cause: exit });
  return exit.error as DownloadsError;
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
    expect(saved.map(({ index, name, bytes, file }) => [index, name, bytes, file])).toEqual([
      [0, "c", 3, join(dir, "c.html")],
      [2, "a", 1, join(dir, "a.html")],
      [4, "b", 2, join(dir, "b.txt")],
    ]);
    expect(failed).toEqual([
      {
        index: 1,
        name: "gone",
        url: web.url("/gone"),
        status: 404,
        reason: expect.stringContaining("it answered 404 Not Found"),
      },
      {
        index: 3,
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
    expect(run.deadLetters).toEqual([]);
  });

  test("finishes at once with an empty list", async () => {
    const run = start();
    const report = reportOf(await downloadAll(run.system, { pages: [], dir: await emptyFolder(), on }));
    expect(report).toEqual({ saved: [], failed: [] });
    expect([run.exits, run.deadLetters]).toEqual([["heartbeat stopped", "downloads done"], []]);
  });

  test("restarts nobody for ten 404s among twenty pages", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `page${index}`);
    const there = names.filter((_, index) => index % 2 === 0);
    const web = await openWeb(Object.fromEntries(there.map((name) => [`/${name}`, page(name)])));
    const dir = await emptyFolder();
    const run = start();
    const { saved, failed } = reportOf(await downloadAll(run.system, { pages: pagesOf(web, ...names), dir, on }));
    expect([saved.length, failed.length, run.restarts, run.crashes]).toEqual([10, 10, [], []]);
    expect(run.deadLetters).toEqual([]);
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

  test("crashes with the reason, and a report that has it once for each page, when the folder cannot be made", async () => {
    const run = start();
    const url = "http://127.0.0.1:9/";
    // The actor itself is placed there too: its report crosses with the error.
    const exit = await downloadAll(run.system, { pages: [{ url }, { name: "a", url }], dir: "/dev/null/x", on }, on);
    const { code, message, report } = errorOf(exit) as DownloadsError & NodeJS.ErrnoException;
    const reason = `Cannot go on downloading: ${message}`;
    expect(code).toBe("ENOTDIR");
    expect(report).toEqual({
      saved: [],
      failed: [
        { index: 0, name: "127.0.0.1-9", url, reason },
        { index: 1, name: "a", url, reason },
      ],
    });
    expect(run.crashes).toEqual(["downloads"]);
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

  test("crashes once the restarts are spent, reports what it saved before, and leaves no temporary file", async () => {
    const run = start(createTimeless);
    const web = await openWeb({ "/first": page("1"), "/second": deadly(run.system, Infinity), "/third": page("3") });
    const dir = await emptyFolder();
    const pages = pagesOf(web, "first", "gone", "second", "third");
    const error = errorOf(await downloadAll(run.system, { pages, dir, workers: 1, on: "thread" }));
    expect(error).toMatchObject({ code: "HOST_LOST", exitCode: 7 });
    const { saved, failed } = error.report;
    expect(saved).toMatchObject([{ index: 0, name: "first", bytes: 1, file: join(dir, "first.html") }]);
    const reason = `Cannot go on downloading: ${error.message}`;
    expect(failed).toMatchObject([
      { index: 1, name: "gone", status: 404 },
      { index: 2, name: "second", reason },
      { index: 3, name: "third", reason },
    ]);
    expect(run.restarts).toEqual(["downloader", "downloader", "downloader"]);
    expect(await readdir(dir)).toEqual(["first.html"]);
  });
});
