import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PageError } from "../../../actors/download/fetch-page.ts";
import { startFetching } from "./fetching.ts";
import { cut, hang, inTurn, openWeb, page, status } from "./web.ts";

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

describe("a server that fails", () => {
  test("fetchPage() fails at once on a 404, with the status", async () => {
    const web = await openWeb();
    const { fetch, files, pauses } = await startFetching();
    const error = await fetch({ name: "gone", url: web.url("/gone") }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PageError);
    expect(error).toMatchObject({
      code: "PAGE_FAILED",
      status: 404,
      message: `Cannot download "${web.url("/gone")}": it answered 404 Not Found`,
    });
    expect([web.visits("/gone"), pauses, await files()]).toEqual([1, [], []]);
  });

  test("fetchPage() uses the connections of failures again", async () => {
    const web = await openWeb();
    const { fetch } = await startFetching();
    for (let count = 0; count < 20; count++) await fetch({ name: "gone", url: web.url("/gone") }).catch(() => {});
    // Two, because undici may call a body closed a moment before its connection is free.
    expect(web.connections).toBeLessThanOrEqual(2);
  });

  test("fetchPage() tells the status even if the rest of the answer never comes", async () => {
    const web = await openWeb({ "/": (_, response) => void response.writeHead(403).write("half an excuse") });
    const { fetch } = await startFetching({ timeoutMs: 60 });
    await expect(fetch({ name: "page", url: web.url("/") })).rejects.toThrow(/it answered 403 Forbidden$/);
  });

  test.each([408, 429, 500, 502, 503, 599])("fetchPage() tries again after a %i, with growing pauses", async (code) => {
    const web = await openWeb({ "/": inTurn(status(code), status(code), status(code), page("at last")) });
    const { fetch, pauses } = await startFetching();
    expect(await fetch({ name: "page", url: web.url("/") })).toMatchObject({ status: 200, bytes: 7 });
    expect(pauses).toHaveLength(3);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  });

  test("fetchPage() waits as long as Retry-After asks", async () => {
    const web = await openWeb({ "/": inTurn(status(429, { "retry-after": "7" }), page("now")) });
    const { fetch, pauses } = await startFetching();
    await fetch({ name: "page", url: web.url("/") });
    expect(pauses).toEqual([7000]);
  });

  test("fetchPage() gives up when the retries are spent, and says how often it tried", async () => {
    const web = await openWeb({ "/": status(503) });
    const { fetch, files } = await startFetching({ retries: 2 });
    const saved = fetch({ name: "page", url: web.url("/") });
    await expect(saved).rejects.toThrow(/it answered 503 Service Unavailable \(tried 3 times\)$/);
    expect([web.visits("/"), await files()]).toEqual([3, []]);
  });
});

describe("a connection that fails", () => {
  test.each([
    ["a body of known length", cut("half")],
    ["a chunked body", cut("half", {})],
    ["no answer at all", ((request) => request.socket.destroy()) satisfies Parameters<typeof inTurn>[0]],
  ])("fetchPage() tries again after %s broke off, and leaves no half file", async (_, broken) => {
    const web = await openWeb({ "/whole": inTurn(broken, page("whole")), "/broken": broken });
    const { dir, fetch, files } = await startFetching({ retries: 1 });
    await fetch({ name: "page", url: web.url("/whole") });
    expect(await readFile(join(dir, "page.html"), "utf8")).toBe("whole");
    await expect(fetch({ name: "other", url: web.url("/broken") })).rejects.toThrow(/\(tried 2 times\)$/);
    expect(await files()).toEqual(["page.html"]);
  });

  test("fetchPage() tries again when nobody listens, and says so", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await once(server.close(), "close");
    const { fetch, pauses } = await startFetching();
    const saved = fetch({ name: "page", url: `http://127.0.0.1:${port}/` });
    await expect(saved).rejects.toThrow(/ECONNREFUSED.*\(tried 4 times\)$/);
    expect(pauses).toHaveLength(3);
  });

  test("fetchPage() limits the time of one try, up to the last byte of the body", async () => {
    const slow = inTurn(
      hang,
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).write("half"),
      page("whole"),
    );
    const web = await openWeb({ "/": slow, "/hang": hang });
    const { fetch, files } = await startFetching({ timeoutMs: 60 });
    expect(await fetch({ name: "page", url: web.url("/") })).toMatchObject({ bytes: 5 });
    const never = fetch({ name: "never", url: web.url("/hang") }, { retries: 0 });
    await expect(never).rejects.toThrow(/it took longer than 60 ms$/);
    expect(await files()).toEqual(["page.html"]);
  });

  test("fetchPage() does not try again when the headers are too long", async () => {
    const web = await openWeb({ "/": status(200, { "x-long": "x".repeat(64 * 1024) }) });
    const { fetch } = await startFetching();
    await expect(fetch({ name: "page", url: web.url("/") })).rejects.toThrow(PageError);
    expect(web.visits("/")).toBe(1);
  });

  test("fetchPage() takes no more bytes than the length says", async () => {
    const web = await openWeb({
      "/": (request) => request.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwholeandmore"),
    });
    const { dir, fetch } = await startFetching();
    await fetch({ name: "page.txt", url: web.url("/") });
    expect(await readFile(join(dir, "page.txt"), "utf8")).toBe("whol");
  });
});

describe("redirects", () => {
  const chain = (length: number): Record<string, ReturnType<typeof page>> => ({
    ...Object.fromEntries(
      Array.from({ length }, (_, hop) => [`/hop/${hop}`, status(302, { location: `${hop + 1}` })] as const),
    ),
    [`/hop/${length}`]: page("the end", "text/plain"),
  });

  test.each([301, 302, 303, 307, 308])("fetchPage() follows a %i to another server", async (code) => {
    const there = await openWeb({ "/page": page("there", "text/plain") });
    const here = await openWeb({ "/": status(code, { location: there.url("/page") }) });
    const { fetch, files } = await startFetching();
    expect(await fetch({ name: "page", url: here.url("/") })).toMatchObject({ status: 200, url: here.url("/") });
    expect(await files()).toEqual(["page.txt"]);
  });

  test("fetchPage() follows ten relative redirects", async () => {
    const web = await openWeb(chain(10));
    const { fetch } = await startFetching();
    expect(await fetch({ name: "page", url: web.url("/hop/0") })).toMatchObject({ bytes: 7 });
    expect(web.connections).toBeLessThanOrEqual(2);
  });

  test.each([
    ["an eleventh redirect", chain(11), "/hop/0", /it redirects more than 10 times$/],
    ["a loop", { "/": status(302, { location: "/" }) }, "/", /it redirects more than 10 times$/],
    ["another protocol", { "/": status(302, { location: "file:///etc/passwd" }) }, "/", /not an http or https URL$/],
    ["nonsense", { "/": status(302, { location: "http://" }) }, "/", /not an http or https URL$/],
    ["a redirect to nowhere", { "/": status(302) }, "/", /it answered 302 Found$/],
  ])("fetchPage() fails on %s, without another try", async (_, pages, path, message) => {
    const web = await openWeb(pages);
    const { fetch, files, pauses } = await startFetching();
    await expect(fetch({ name: "page", url: web.url(path) })).rejects.toThrow(message);
    expect([pauses, await files()]).toEqual([[], []]);
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
    await expect(saved).rejects.toThrow();
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
