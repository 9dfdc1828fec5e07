import { beforeEach, expect, test, vi } from "vitest";
import { printReport, withoutPages } from "../../../examples/download/report.ts";

const saved = [
  { name: "google", url: "http://host/google", status: 200, bytes: 1234, ms: 56, file: "downloads/google.html" },
  { name: "logo", url: "http://host/logo", status: 200, bytes: 7, ms: 1, file: "downloads/logo.png" },
];
const failed = [
  { name: "gone", url: "http://host/gone", status: 404, reason: "it answered 404 Not Found" },
  { name: "dead", url: "http://dead/", reason: "nobody listens" },
];

let out: string[] = [];
let err: string[] = [];

beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void err.push(text));
});

test("printReport() prints a table, and each failure with its reason on standard error", () => {
  printReport({ saved, failed }, false);
  expect(out.join("\n").split("\n")).toEqual([
    "name    status  bytes  time   file",
    "google  200     1234   56 ms  downloads/google.html",
    "logo    200     7      1 ms   downloads/logo.png",
    "gone    404     -      -      -",
    "dead    failed  -      -      -",
  ]);
  expect(err).toEqual(["gone: it answered 404 Not Found", "dead: nobody listens"]);
});

test("printReport() prints one JSON object and nothing else on standard output", () => {
  printReport({ saved, failed }, true);
  expect(JSON.parse(out.join("\n"))).toEqual({ saved, failed });
  expect(err).toHaveLength(2);
});

test("printReport() says that there was nothing to do", () => {
  printReport({ saved: [], failed: [] }, true);
  expect(JSON.parse(out.join("\n"))).toEqual({ saved: [], failed: [] });
  expect(err).toEqual(["There was nothing to download"]);
});

test("printReport() says why a run failed, and what caused that", () => {
  const outcome = withoutPages(new Error("Cannot start", { cause: new Error("the thread died") }));
  printReport(outcome, false);
  expect([out, err]).toEqual([[], ["Cannot go on downloading: Cannot start: the thread died"]]);
  printReport(outcome, true);
  expect(JSON.parse(out.join("\n"))).toEqual({
    saved: [],
    failed: [],
    error: "Cannot go on downloading: Cannot start: the thread died",
  });
});
