// What fetchPage() makes of servers and connections that fail.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { PageError } from "../../../actors/download/fetch-page.ts";
import { startFetching } from "./fetching.ts";
import { cut, inTurn, openWeb, page, status } from "./web.ts";

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
    const { timeoutMs, expire } = holdTime();
    onHeaders(() => setImmediate(expire)); // what waited for them has seen them by then
    const { fetch } = await startFetching({ timeoutMs });
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

  // undici 7 ended the whole process here, when it had paused the body at that moment.
  test.each([
    ["after a body of known length", "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100000\r\n\r\n"],
    ["instead of saying how long it is", "HTTP/1.0 200 OK\r\n\r\n"],
  ])("fetchPage() is not disturbed by a server that hangs up %s", async (_, head) => {
    const web = await openWeb({ "/": ({ socket }) => socket.end(head + "x".repeat(100_000)) });
    const { fetch } = await startFetching({ retries: 0 });
    const pages = Array.from({ length: 40 }, (_, index) => fetch({ name: `page${index}`, url: web.url("/") }));
    for (const saved of await Promise.all(pages)) expect(saved.bytes).toBe(100_000);
  });

  test("fetchPage() limits the time of one try, up to the last byte of the body", async () => {
    const { timeoutMs, expire } = holdTime();
    let isWhole = false;
    const slow = inTurn(
      () => expire(),
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).write("half"),
      (...visit) => {
        isWhole = true;
        page("whole")(...visit);
      },
    );
    onHeaders(() => void (isWhole || setImmediate(expire)));
    const web = await openWeb({ "/": slow, "/hang": () => expire() });
    const { fetch, files } = await startFetching({ timeoutMs });
    expect(await fetch({ name: "page", url: web.url("/") })).toMatchObject({ bytes: 5 });
    expect(web.visits("/")).toBe(3);
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

/** A time limit that is over when the test says so, and no sooner, however slow the machine is. */
function holdTime(): { timeoutMs: number; expire: () => void } {
  const timeoutMs = 60;
  const held: (() => void)[] = [];
  const { setTimeout } = globalThis;
  const set = vi
    .spyOn(globalThis, "setTimeout")
    .mockImplementation(((run: () => void, ms: number, ...given: []) =>
      ms === timeoutMs ? void held.push(run) : setTimeout(run, ms, ...given)) as never);
  onTestFinished(() => set.mockRestore());
  return { timeoutMs, expire: () => held.splice(0).forEach((run) => run()) };
}

/** Calls that whenever the headers of an answer have come. */
function onHeaders(run: () => void): void {
  subscribe("undici:request:headers", run);
  onTestFinished(() => void unsubscribe("undici:request:headers", run));
}
