import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { isHttpUrl, nameFromUrl, nameProblem, shorten } from "../../../actors/download/page-name.ts";

test.each(["google", "google.html", "a b", "v1.2", ".hidden", "naïve-日本", "a=b", "console", "x".repeat(240)])(
  "nameProblem(%j) finds none",
  (name) => {
    expect(nameProblem(name, "linux")).toBeUndefined();
  },
);

test.each([
  ["", "empty"],
  ["  ", "empty"],
  [".", "dot"],
  ["..", ".."],
  ["a..b", ".."],
  ["../etc/passwd", ".."],
  ["/etc/passwd", "slash"],
  ["a/b", "slash"],
  ["a\\b", "backslash"],
  ["a\0b", "NUL"],
  ["a\nb", "control"],
  ["a\u007fb", "control"],
  ["name.", "dot"],
  ["name ", "space"],
  ["con", "device"],
  ["NUL", "device"],
  ["aux.html", "device"],
  ["COM1", "device"],
  ["lpt9.txt", "device"],
  ["x".repeat(241), "240 bytes"],
  ["日".repeat(81), "240 bytes"],
])("nameProblem(%j) finds one", (name, problem) => {
  expect(nameProblem(name, "linux")).toContain(problem);
});

test.each(["a:b", "a?", "<a>", 'a"b', "a|b", "a*"])("nameProblem(%j) finds one on Windows alone", (name) => {
  expect(nameProblem(name, "win32")).toContain("Windows");
  expect(nameProblem(name, "linux")).toBeUndefined();
});

test.each([
  ["http://example.com", true],
  ["HTTPS://example.com/a?b=c", true],
  ["ftp://example.com", false],
  ["example.com", false],
  ["http:example.com", false],
  ["http://", false],
  ["a=http://example.com", false],
  ["http=http://example.com", false],
])("isHttpUrl(%j) is %j", (text, is) => {
  expect(isHttpUrl(text)).toBe(is);
});

test.each([
  ["http://example.com", "example.com", false],
  ["http://example.com/", "example.com", false],
  ["http://example.com/a/b", "example.com-a-b", false],
  ["http://example.com/a/b/", "example.com-a-b", false],
  ["http://example.com/a/b.html", "example.com-a-b.html", true],
  ["http://example.com/archive.tar.gz?download=1#top", "example.com-archive.tar.gz", true],
  ["http://example.com/v1.2", "example.com-v1.2", false],
  ["http://example.com/a.b/", "example.com-a.b", false],
  ["http://example.com/.well-known", "example.com-.well-known", false],
  ["http://127.0.0.1:8080/robots.txt", "127.0.0.1-8080-robots.txt", true],
  ["http://[::1]:8080/", "1-8080", false],
  ["http://user:secret@example.com/", "example.com", false],
  ["http://example.com/caf%C3%A9/%2e%2e%2fetc%2fpasswd", "example.com-café-.-etc-passwd", false],
  ["http://example.com/..%5c..%5cwindows", "example.com-.-.-windows", false],
  ["http://example.com/%00%0a", "example.com", false],
  ["http://example.com/%zz", "example.com-zz", false],
  ["http://con/", "page-con", false],
  ["http://nul.example.com/", "page-nul.example.com", false],
  ["no url", "page", false],
])("nameFromUrl(%j) is %s", (url, name, hasExtension) => {
  expect(nameFromUrl(url)).toEqual({ name, hasExtension });
  expect(nameProblem(name, "win32")).toBeUndefined();
});

test("nameFromUrl() shortens a long path and keeps its extension", () => {
  const { name } = nameFromUrl(`http://example.com/${"%E6%97%A5".repeat(500)}.html`);
  expect(name).toMatch(/^example\.com-日+\.html$/);
  expect(nameProblem(name)).toBeUndefined();
});

test("shorten() cuts whole characters", () => {
  expect(shorten("a日日", 5)).toBe("a日");
  expect(Buffer.byteLength(shorten("😀😀", 7))).toBe(4);
});
