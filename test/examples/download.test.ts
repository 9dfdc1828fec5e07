import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { emptyFolder, hang, inTurn, openWeb, page, status, type Answer } from "../actors/download/web.ts";
import { download, startDownload } from "./download-process.ts";

const preload = fileURLToPath(new URL("fixtures/die-when-told.cjs", import.meta.url));
const deadly: Answer = (_, response) => void response.writeHead(200, { "x-die": "now" }).write("half a page");

describe("examples/download.ts without words", () => {
  test("downloads the four pages of its own site, with heartbeats, and ends by itself", async () => {
    const out = await emptyFolder();
    const { status, stdout, stderr } = await download("--out", out);
    expect(stderr).toMatch(/No pages given: .* http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stderr).toMatch(/^Still downloading: [0-3] of 4$/m);
    expect(stderr).not.toMatch(/^Still downloading: 4 of 4$|^troupe:/m);
    expect(stdout.split("\n").map((line) => line.split(/ +/)[0])).toEqual([
      "name",
      "google",
      "reddit",
      "ebay",
      "bbc",
      "",
    ]);
    expect((await readdir(out)).toSorted()).toEqual(["bbc.html", "ebay.html", "google.html", "reddit.html"]);
    expect(status).toBe(0);
  });
});

describe.each(["inline", "thread"] as const)("examples/download.ts --on %s", (on) => {
  test("saves pages byte for byte and prints one JSON object", async () => {
    const image = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256);
    const web = await openWeb({
      "/logo": page(image, "image/png"),
      "/data": page('{"a":1}', "application/json"),
      "/old": status(301, { location: "/new" }),
      "/new": page("moved", "text/plain"),
      "/busy": inTurn(status(503), page("at last")),
    });
    const out = await emptyFolder();
    const words = ["logo", "data", "old", "busy"].map((name) => `${name}=${web.url(`/${name}`)}`);
    const ended = await download(...words, web.url("/new?a=b"), "--out", out, "--on", on, "--json", "--workers", "2");
    const bare = `${new URL(web.url("/")).host.replace(":", "-")}-new`;
    const files = ["logo.png", "data.json", "old.txt", "busy.html", `${bare}.txt`];
    expect(JSON.parse(ended.stdout)).toEqual({
      saved: files.map((file, index) => ({
        index,
        name: file.slice(0, file.lastIndexOf(".")),
        url: expect.stringContaining("http://127.0.0.1:"),
        status: 200,
        bytes: expect.any(Number),
        ms: expect.any(Number),
        file: join(out, file),
      })),
      failed: [],
    });
    expect((await readdir(out)).toSorted()).toEqual(files.toSorted());
    expect(Buffer.compare(await readFile(join(out, "logo.png")), image)).toBe(0);
    expect(await readFile(join(out, "old.txt"), "utf8")).toBe("moved");
    expect(ended.status).toBe(0);
  });

  test("names each failure with its reason and ends with status 1", async () => {
    const web = await openWeb({ "/here": page("here") });
    const out = await emptyFolder();
    const words = [`gone=${web.url("/gone")}`, `here=${web.url("/here")}`];
    const ended = await download(...words, "--out", out, "--on", on, "--retries", "0");
    expect(ended.stdout).toMatch(/^gone +404 .*\nhere +200 /m);
    expect(ended.stderr).toContain(`gone: Cannot download "${web.url("/gone")}": it answered 404 Not Found`);
    expect(ended.stderr).not.toMatch(/^troupe:/m);
    expect(ended.status).toBe(1);
    expect(await readdir(out)).toEqual(["here.html"]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends in order on %s: no half file, no temporary file", async (signal) => {
    const half: Answer = (_, response) => void response.writeHead(200).write("x".repeat(100_000));
    const web = await openWeb({ "/whole": page("whole"), "/half": half, "/hang": hang, "/busy": status(503) });
    const out = await emptyFolder();
    const words = ["whole", "half", "hang", "busy", "later"].map((name) => `${name}=${web.url(`/${name}`)}`);
    const { child, ended } = startDownload([...words, "--out", out, "--on", on, "--workers", "3"]);
    await Promise.all(["/half", "/hang", "/busy"].map((path) => web.visited(path)));
    child.kill(signal);
    const { status: code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: signal === "SIGINT" ? 130 : 143, stdout: "" });
    expect(stderr).not.toMatch(/^troupe:/m);
    expect(await readdir(out)).toEqual(["whole.html"]);
  });
});

describe("examples/download.ts --file", () => {
  test("reads the list from standard input", async () => {
    const web = await openWeb({ "/a": page("a"), "/b": page("b", "text/plain") });
    const out = await emptyFolder();
    const input = `# two pages\n\na=${web.url("/a")}\nb=${web.url("/b")} # the other\n`;
    const { status, stderr } = await startDownload(["--file", "-", "--out", out], { input }).ended;
    expect({ status, stderr: stderr.replaceAll(/Still.*\n/g, "") }).toEqual({ status: 0, stderr: "" });
    expect((await readdir(out)).toSorted()).toEqual(["a.html", "b.txt"]);
  });

  test("is done at once with an empty list", async () => {
    const list = join(await emptyFolder(), "list.txt");
    await writeFile(list, "# nothing yet\n");
    const { status, stdout, stderr } = await download("--file", list, "--json");
    expect({ status, report: JSON.parse(stdout) }).toEqual({ status: 0, report: { saved: [], failed: [] } });
    expect(stderr).toBe("There was nothing to download\n");
  });
});

test.each([[["nonsense"]], [["../a=http://host/"]], [["--workers", "0"]], [["--file", "missing.txt"]]])(
  "examples/download.ts %j is wrong usage",
  async (words) => {
    const { status, stdout, stderr } = await download(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: npx tsx examples\/download\.ts \[NAME=\]URL /m);
  },
);

test("examples/download.ts --help prints the usage and ends with status 0", async () => {
  const { status, stdout, stderr } = await download("--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: npx tsx examples\/download\.ts \[NAME=\]URL /);
});

test.each(["stdout", "stderr"] as const)(
  "examples/download.ts saves the pages though nobody reads %s",
  async (unread) => {
    const web = await openWeb({ "/a": page("a") });
    const out = await emptyFolder();
    const words = [`a=${web.url("/a")}`, "--out", out, "--heartbeat", "1"];
    const { status, stderr } = await startDownload(words, { unread }).ended;
    expect({ status, stderr: stderr.replaceAll(/Still.*\n/g, "") }).toEqual({ status: 0, stderr: "" });
    expect(await readdir(out)).toEqual(["a.html"]);
  },
);

test.each(["inline", "thread"])("examples/download.ts says why it cannot save anything (%s)", async (on) => {
  const file = join(await emptyFolder(), "file");
  await writeFile(file, "");
  const url = "http://127.0.0.1:9/";
  const words = [`a=${url}`, `b=${url}`, "--out", file, "--on", on];
  const reason = `Cannot go on downloading: EEXIST: file already exists, mkdir '${file}'`;

  const { status, stdout, stderr } = await download(...words);
  expect(stdout).toMatch(/^a +failed .*\nb +failed /m);
  expect(stderr.split("\n").filter((line) => !/^(Still|troupe:) /.test(line))).toEqual([`a, b: ${reason}`, ""]);
  expect(status).toBe(1);

  const { stdout: json } = await download(...words, "--json");
  expect(JSON.parse(json)).toEqual({
    saved: [],
    failed: [
      { index: 0, name: "a", url, reason },
      { index: 1, name: "b", url, reason },
    ],
  });
});

describe("examples/download.ts when a thread dies in the middle of a page", () => {
  test("hands the page out again and saves it", async () => {
    const web = await openWeb({ "/a": inTurn(deadly, page("whole")), "/b": page("b") });
    const out = await emptyFolder();
    const words = [`a=${web.url("/a")}`, `b=${web.url("/b")}`, "--out", out];
    const { status } = await startDownload(words, { preload }).ended;
    expect((await readdir(out)).toSorted()).toEqual(["a.html", "b.html"]);
    expect(await readFile(join(out, "a.html"), "utf8")).toBe("whole");
    expect(status).toBe(0);
  });

  test("ends with status 1, the reason and what it saved before, when that never stops", async () => {
    const web = await openWeb({ "/a": page("a"), "/b": deadly });
    const out = await emptyFolder();
    const words = [`a=${web.url("/a")}`, `b=${web.url("/b")}`, "--out", out, "--workers", "1", "--json"];
    const { status, stdout, stderr } = await startDownload(words, { preload }).ended;
    const reason = /Cannot go on downloading: Thread \d+ has died: it exited with code 7/;
    expect(status).toBe(1);
    expect(stderr).toMatch(reason);
    expect(JSON.parse(stdout)).toMatchObject({
      saved: [{ name: "a", status: 200, file: join(out, "a.html") }],
      failed: [{ name: "b", reason: expect.stringMatching(reason) }],
    });
    expect(await readdir(out)).toEqual(["a.html"]);
  });
});
