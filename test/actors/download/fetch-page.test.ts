import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PageError } from "../../../actors/download/fetch-page.ts";
import { startFetching } from "./fetching.ts";
import { hang, openWeb, page, status } from "./web.ts";

describe("a page that is there", () => {
  test("fetchPage() saves the body byte for byte under the name and the extension of its type", async () => {
    const body = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
    const web = await openWeb({ "/logo": page(body, "image/png") });
    const { dir, fetch, files } = await startFetching();
    const saved = await fetch({ name: "logo", url: web.url("/logo") });
    expect(saved).toEqual({
      name: "logo",
      url: web.url("/logo"),
      status: 200,
      bytes: 300_000,
      ms: expect.any(Number),
      file: join(dir, "logo.png"),
    });
    expect(Buffer.compare(await readFile(saved.file), body)).toBe(0);
    expect(await files()).toEqual(["logo.png"]);
  });

  test("fetchPage() saves an empty body as an empty file", async () => {
    const web = await openWeb({ "/": page("") });
    const { fetch, files } = await startFetching();
    expect(await fetch({ name: "empty.txt", url: web.url("/") })).toMatchObject({ bytes: 0 });
    expect(await files()).toEqual(["empty.txt"]);
  });

  test("fetchPage() asks for no encoding and saves what is served", async () => {
    const zipped = gzipSync("hello");
    let asked: string | undefined = "";
    const web = await openWeb({
      "/": (request, response) => {
        asked = request.headers["accept-encoding"];
        response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" }).end(zipped);
      },
    });
    const { fetch } = await startFetching();
    const { file } = await fetch({ name: "zipped", url: web.url("/") });
    expect(asked).toBeUndefined();
    expect(Buffer.compare(await readFile(file), zipped)).toBe(0);
  });

  test("fetchPage() has no final file before the body is whole", async () => {
    const gate = withResolvers();
    const web = await openWeb({
      "/": (_, response) => {
        response.writeHead(200, { "content-type": "text/plain" }).write("first, ");
        void gate.promise.then(() => response.end("last"));
      },
    });
    const { fetch, files } = await startFetching();
    const begun = withResolvers();
    const temporaryName = (): string => {
      begun.resolve();
      return "half.part";
    };
    const saved = fetch({ name: "page", url: web.url("/") }, { temporaryName });
    await begun.promise;
    expect(await files()).not.toContain("page.txt");
    gate.resolve();
    expect(await readFile((await saved).file, "utf8")).toBe("first, last");
    expect(await files()).toEqual(["page.txt"]);
  });

  test("fetchPage() replaces the file of an earlier run", async () => {
    const web = await openWeb({ "/": page("new") });
    const { dir, fetch } = await startFetching();
    await writeFile(join(dir, "page.html"), "old and longer");
    await fetch({ name: "page", url: web.url("/") });
    expect(await readFile(join(dir, "page.html"), "utf8")).toBe("new");
  });

  test("fetchPage() replaces a link instead of writing where it points", async () => {
    const web = await openWeb({ "/": page("new") });
    const { dir, fetch } = await startFetching();
    const outside = await startFetching();
    await writeFile(join(outside.dir, "secret"), "old");
    await symlink(join(outside.dir, "secret"), join(dir, "page.html"));
    await fetch({ name: "page", url: web.url("/") });
    expect(await readFile(join(outside.dir, "secret"), "utf8")).toBe("old");
    expect(await readFile(join(dir, "page.html"), "utf8")).toBe("new");
  });

  test("fetchPage() does not write through a link that has the temporary name", async () => {
    const web = await openWeb({ "/": page("new") });
    const { dir, fetch } = await startFetching();
    const outside = await startFetching();
    await symlink(join(outside.dir, "target"), join(dir, "trap.part"));
    const saved = fetch({ name: "page", url: web.url("/") }, { temporaryName: () => "trap.part" });
    await expect(saved).rejects.toThrow(/EEXIST/);
    expect(await outside.files()).toEqual([]);
  });
});

describe("a folder that cannot be written", () => {
  test.each([
    ["no folder", (dir: string) => join(dir, "missing"), /ENOENT/],
    ["a file in its place", (dir: string) => join(dir, "file"), /ENOTDIR/],
  ])("fetchPage() fails with the reason when there is %s", async (_, place, reason) => {
    const web = await openWeb({ "/": page("x".repeat(1_000_000)) });
    const { dir, fetch, files, pauses } = await startFetching();
    await writeFile(join(dir, "file"), "");
    await expect(fetch({ name: "page", url: web.url("/") }, { dir: place(dir) })).rejects.toThrow(reason);
    expect([pauses, await files()]).toEqual([[], ["file"]]);
  });

  test("fetchPage() leaves no temporary file when a folder has the final name", async () => {
    const web = await openWeb({ "/": page("body") });
    const { dir, fetch, files } = await startFetching();
    await mkdir(join(dir, "page.html"));
    await expect(fetch({ name: "page", url: web.url("/") })).rejects.toThrow(/cannot be saved as .*EISDIR|EPERM/);
    expect(await files()).toEqual(["page.html"]);
  });

  test.each(["../page", "a/b", "a\\b", "..", "", "a\0b"])(
    "fetchPage() requests nothing for the name %j",
    async (name) => {
      const web = await openWeb({ "/": page("body") });
      const { fetch } = await startFetching();
      await expect(fetch({ name, url: web.url("/") })).rejects.toThrow(PageError);
      const spare = { name, insteadOf: [".html"] };
      await expect(fetch({ name: "page", url: web.url("/"), spare })).rejects.toThrow(PageError);
      expect(web.visits("/")).toBe(0);
    },
  );
});

describe("an abort", () => {
  const stopped = new Error("stopped");

  test("fetchPage() rejects with the reason, removes the temporary file and closes the connection", async () => {
    const closed = withResolvers();
    const web = await openWeb({
      "/": (_, response) => {
        response.on("close", closed.resolve).writeHead(200, { "content-type": "text/html" }).write("half");
      },
    });
    const { fetch, files } = await startFetching();
    const controller = new AbortController();
    const begun = withResolvers();
    const temporaryName = (): string => {
      begun.resolve();
      return "half.part";
    };
    const saved = fetch({ name: "page", url: web.url("/") }, { signal: controller.signal, temporaryName });
    await begun.promise;
    controller.abort(stopped);
    await expect(saved).rejects.toBe(stopped);
    await closed.promise;
    expect([web.visits("/"), await files()]).toEqual([1, []]);
  });

  test("fetchPage() notices it while it waits for an answer", async () => {
    const web = await openWeb({ "/": hang });
    const { fetch } = await startFetching();
    const controller = new AbortController();
    const visited = web.visited("/");
    const saved = fetch({ name: "page", url: web.url("/") }, { signal: controller.signal });
    await visited;
    controller.abort(stopped);
    await expect(saved).rejects.toBe(stopped);
  });

  test("fetchPage() notices it in a pause", async () => {
    const web = await openWeb({ "/": status(503, { "retry-after": "30" }) });
    const controller = new AbortController();
    const { fetch } = await startFetching({ pause: undefined });
    const visited = web.visited("/");
    const saved = fetch({ name: "page", url: web.url("/") }, { signal: controller.signal });
    await visited;
    setImmediate(() => controller.abort(stopped));
    await expect(saved).rejects.toBe(stopped);
    expect(web.visits("/")).toBe(1);
  });

  test("fetchPage() requests nothing once it has happened", async () => {
    const web = await openWeb({ "/": page("body") });
    const { fetch } = await startFetching();
    await expect(fetch({ name: "page", url: web.url("/") }, { signal: AbortSignal.abort(stopped) })).rejects.toBe(
      stopped,
    );
    expect(web.visits("/")).toBe(0);
  });
});

/** Promise.withResolvers(), which Node 20 lacks. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
