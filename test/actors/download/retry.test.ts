import { expect, test } from "vitest";
import { isPassingCode, isPassingStatus, pauseBeforeRetry, retryAfterMs } from "../../../actors/download/retry.ts";

test.each([
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [410, false],
  [429, true],
  [500, true],
  [501, true],
  [503, true],
  [599, true],
])("isPassingStatus(%i) is %j", (status, is) => {
  expect(isPassingStatus(status)).toBe(is);
});

test.each([
  ["ECONNREFUSED", true],
  ["ECONNRESET", true],
  ["ENOTFOUND", true],
  ["EAI_AGAIN", true],
  ["UND_ERR_SOCKET", true],
  ["UND_ERR_CONNECT_TIMEOUT", true],
  ["UND_ERR_HEADERS_TIMEOUT", true],
  ["UND_ERR_HEADERS_OVERFLOW", false],
  ["HPE_HEADER_OVERFLOW", false],
  ["UND_ERR_INVALID_ARG", false],
  ["CERT_HAS_EXPIRED", false],
  ["ERR_TLS_CERT_ALTNAME_INVALID", false],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", false],
])("isPassingCode(%j) is %j", (code, is) => {
  expect(isPassingCode(code)).toBe(is);
});

test("pauseBeforeRetry() doubles, to a limit", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => pauseBeforeRetry(failures, 0, () => 0.5));
  expect(pauses).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

test("pauseBeforeRetry() varies by a fifth, and grows all the same", () => {
  expect([pauseBeforeRetry(1, 0, () => 0), pauseBeforeRetry(1, 0, () => 1)]).toEqual([160, 240]);
  expect(pauseBeforeRetry(1, 0, () => 1)).toBeLessThan(pauseBeforeRetry(2, 0, () => 0));
});

test("pauseBeforeRetry() waits as long as the server asks, within reason", () => {
  expect(pauseBeforeRetry(1, 5000)).toBe(5000);
  expect(pauseBeforeRetry(1, 3_600_000)).toBe(30_000);
  expect(pauseBeforeRetry(1, Infinity)).toBe(30_000);
  expect(pauseBeforeRetry(4, 1, () => 0.5)).toBe(1600);
});

test.each([
  [undefined, 0],
  ["", 0],
  ["0", 0],
  ["7", 7000],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["soon", 0],
])("retryAfterMs(%j) is %i", (header, ms) => {
  expect(retryAfterMs(header, 1000)).toBe(ms);
});
