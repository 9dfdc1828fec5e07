import { expect, test } from "vitest";
import { extensionOf, knownExtensions } from "../../../actors/download/content-type.ts";

test.each([
  ["text/html", ".html"],
  ["text/html; charset=utf-8", ".html"],
  ["TEXT/HTML ;charset=utf-8", ".html"],
  ["application/xhtml+xml", ".html"],
  ["application/json;charset=utf-8", ".json"],
  ["application/ld+json", ".json"],
  ["application/problem+json; charset=utf-8", ".json"],
  ["text/plain", ".txt"],
  ["text/x-whatever", ".txt"],
  ["image/png", ".png"],
  ["image/jpeg", ".jpg"],
  ["image/svg+xml", ".svg"],
  ["application/pdf", ".pdf"],
  ["text/xml", ".xml"],
  ["application/rss+xml", ".xml"],
  ["text/css", ".css"],
  ["text/javascript", ".js"],
  ["application/javascript", ".js"],
  ["application/octet-stream", ".bin"],
  ["constructor", ".bin"],
  ["", ".bin"],
  [undefined, ".bin"],
])("extensionOf(%j) is %s", (contentType, extension) => {
  expect(extensionOf(contentType)).toBe(extension);
});

test("knownExtensions has everything that extensionOf() can answer, each once and with no dot but the first", () => {
  expect(knownExtensions).toEqual(expect.arrayContaining([".html", ".json", ".xml", ".txt", ".bin"]));
  expect(new Set(knownExtensions).size).toBe(knownExtensions.length);
  for (const extension of knownExtensions) expect(extension).toMatch(/^\.[a-z0-9]+$/);
});
