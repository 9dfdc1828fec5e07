import { describe, expect, test } from "vitest";
import { parseWords, WrongUsage } from "../../../examples/download/command-line.ts";

const noFile = (path: string): Promise<string> => Promise.reject(new Error(`ENOENT: ${path}`));

describe("parseWords()", () => {
  test("has the defaults of the usage line, and no pages when none are named", async () => {
    expect(await parseWords([], noFile)).toEqual({
      pages: undefined,
      dir: "downloads",
      workers: 4,
      on: "thread",
      heartbeatMs: 100,
      timeoutMs: 30_000,
      retries: 3,
      json: false,
    });
  });

  test("takes every option", async () => {
    const words = "--out=there --workers 2 --on inline --heartbeat 5 --timeout 6 --retries 0 --json http://host/";
    expect(await parseWords(words.split(" "), noFile)).toEqual({
      pages: [{ url: "http://host/" }],
      dir: "there",
      workers: 2,
      on: "inline",
      heartbeatMs: 5,
      timeoutMs: 6,
      retries: 0,
      json: true,
    });
  });

  test.each([
    ["google=http://host/", { name: "google", url: "http://host/" }],
    ["google.html=https://host/?a=b", { name: "google.html", url: "https://host/?a=b" }],
    ["http://host/?a=b", { url: "http://host/?a=b" }],
    ["HTTPS://host/a=http://other/", { url: "HTTPS://host/a=http://other/" }],
    ["http=http://host/", { name: "http", url: "http://host/" }],
    ["a b=http://host/", { name: "a b", url: "http://host/" }],
  ])("reads %j", async (word, page) => {
    expect((await parseWords([word], noFile)).pages).toEqual([page]);
  });

  test("reads lists after the words, without comments and empty lines", async () => {
    const lists: Record<string, string> = {
      one: "\uFEFF# pages\r\n\r\n  google=http://host/#top # the first\r\nhttp://host/a=b\r\n",
      other: "x=http://host/x",
    };
    const { pages } = await parseWords(
      ["w=http://host/w", "--file", "one", "--file", "other"],
      async (path) => lists[path]!,
    );
    expect(pages).toEqual([
      { name: "w", url: "http://host/w" },
      { name: "google", url: "http://host/#top" },
      { url: "http://host/a=b" },
      { name: "x", url: "http://host/x" },
    ]);
  });

  test("takes an empty list for an empty list", async () => {
    expect((await parseWords(["--file", "-"], async () => "# nothing\n")).pages).toEqual([]);
  });

  test.each([
    [["google"], /"google" is not an http or https URL/],
    [["google=host"], /"host" is not an http or https URL/],
    [["google=ftp://host/"], /not an http or https URL/],
    [["=http://host/"], /cannot be the name of a page: it is empty/],
    [["../x=http://host/"], /cannot be the name of a page/],
    [["..=http://host/"], /cannot be the name of a page/],
    [[".=http://host/"], /cannot be the name of a page/],
    [["a/b=http://host/"], /slash/],
    [["a\\b=http://host/"], /backslash/],
    [["a\0b=http://host/"], /NUL/],
    [["con=http://host/"], /device/],
    [["--workers", "0"], /--workers is a whole number from 1 up, not "0"/],
    [["--workers", "two"], /--workers/],
    [["--workers", "1.5"], /--workers/],
    [["--workers", "-1"], /workers/],
    [["--heartbeat", ""], /--heartbeat/],
    [["--timeout", "1e99"], /--timeout/],
    [["--timeout", "9".repeat(30)], /--timeout/],
    [["--retries", "x"], /--retries is a whole number from 0 up/],
    [["--on", "machine"], /--on is "inline", "thread" or "process", not "machine"/],
    [["--out", ""], /--out/],
    [["--out"], /--out/],
    [["--nonsense"], /--nonsense/],
    [["--json=yes"], /--json/],
    [["--file", "missing"], /^Cannot read --file "missing": ENOENT: missing$/],
  ])("refuses %j", async (words, message) => {
    const error: unknown = await parseWords(words, noFile).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(WrongUsage);
    expect((error as Error).message).toMatch(message);
  });

  test.each([
    ["list.txt", 'list.txt:3: "nonsense" is not an http or https URL'],
    ["-", 'standard input:3: "nonsense" is not an http or https URL'],
  ])("refuses a list with a wrong line, and tells where (%s)", async (path, message) => {
    const parsed = parseWords(["--file", path], async () => "http://host/\n# more\nnonsense");
    await expect(parsed).rejects.toThrow(new WrongUsage(message));
  });
});
