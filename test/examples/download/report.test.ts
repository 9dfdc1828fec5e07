import { beforeEach, expect, test, vi } from "vitest";
import { printReport, reportOfCrash } from "../../../examples/download/report.ts";

const saved = [
  {
    index: 0,
    name: "google",
    url: "http://host/google",
    status: 200,
    bytes: 1234,
    ms: 56,
    file: "downloads/google.html",
  },
  { index: 2, name: "logo", url: "http://host/logo", status: 200, bytes: 7, ms: 1, file: "downloads/logo.png" },
];
const failed = [
  { index: 1, name: "gone", url: "http://host/gone", status: 404, reason: "it answered 404 Not Found" },
  { index: 3, name: "dead", url: "http://dead/", reason: "nobody listens" },
  { index: 4, name: "deaf", url: "http://deaf/", reason: "nobody listens" },
];

let out: string[] = [];
let err: string[] = [];

beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void err.push(text));
});

test("printReport() prints a table in the order of the list, and each reason once on standard error", () => {
  printReport({ saved, failed }, false);
  expect(out.join("\n").split("\n")).toEqual([
    "name    status  bytes  time   file",
    "google  200     1234   56 ms  downloads/google.html",
    "gone    404     -      -      -",
    "logo    200     7      1 ms   downloads/logo.png",
    "dead    failed  -      -      -",
    "deaf    failed  -      -      -",
  ]);
  expect(err).toEqual(["gone: it answered 404 Not Found", "dead, deaf: nobody listens"]);
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

test("reportOfCrash() takes the report out of the error, and throws an error that has none", () => {
  const report = { saved, failed };
  expect(reportOfCrash(Object.assign(new Error("the thread died"), { report }))).toBe(report);
  expect(() => reportOfCrash(new Error("Cannot start"))).toThrow("Cannot start");
});
