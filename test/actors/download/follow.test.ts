import { describe, expect, test } from "vitest";
import { startFetching } from "./fetching.ts";
import { openWeb, page, status, type Answer } from "./web.ts";

describe("follow()", () => {
  const chain = (length: number): Record<string, Answer> => ({
    ...Object.fromEntries(
      Array.from({ length }, (_, hop) => [`/hop/${hop}`, status(302, { location: `${hop + 1}` })] as const),
    ),
    [`/hop/${length}`]: page("the end", "text/plain"),
  });

  test.each([301, 302, 303, 307, 308])("follows a %i to another server", async (code) => {
    const there = await openWeb({ "/page": page("there", "text/plain") });
    const here = await openWeb({ "/": status(code, { location: there.url("/page") }) });
    const { fetch, files } = await startFetching();
    expect(await fetch({ name: "page", url: here.url("/") })).toMatchObject({ status: 200, url: here.url("/") });
    expect(await files()).toEqual(["page.txt"]);
  });

  test("follows ten relative redirects", async () => {
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
  ])("fails on %s, without another try", async (_, pages, path, message) => {
    const web = await openWeb(pages);
    const { fetch, files, pauses } = await startFetching();
    await expect(fetch({ name: "page", url: web.url(path) })).rejects.toThrow(message);
    expect([pauses, await files()]).toEqual([[], []]);
  });
});
