import { expect, test } from "vitest";
import { checkStopOptions, checkWaitOptions } from "../../src/core/wait-options.ts";

const ms = "timeoutMs must be a number of ms from 0";

test.each([{}, { timeoutMs: 0 }, { timeoutMs: Infinity, signal: AbortSignal.abort() }, { timeoutMs: undefined }])(
  "checkWaitOptions() takes %o",
  (options) => {
    expect(() => checkWaitOptions("/s/shop", options)).not.toThrow();
  },
);

test.each([
  [undefined, "options must be an object, not undefined"],
  [null, "options must be an object, not null"],
  [100, "options must be an object, not 100"],
  [[], "options must be an object, not an array"],
  [{ timeoutMs: -1 }, `${ms}, not -1`],
  [{ timeoutMs: Number.NaN }, `${ms}, not NaN`],
  [{ timeoutMs: "100" }, `${ms}, not "100"`],
  [{ timeoutMs: null }, `${ms}, not null`],
  [{ signal: true }, "signal must be an AbortSignal, not true"],
  [{ signal: null }, "signal must be an AbortSignal, not null"],
  [{ signal: new AbortController() }, "signal must be an AbortSignal, not an object"],
  [{ timeout: 100 }, 'there is no option "timeout", only timeoutMs, signal'],
  [{ isPlain: true }, 'there is no option "isPlain", only timeoutMs, signal'],
])("checkWaitOptions() refuses %o", (wrong, why) => {
  const message = `Cannot set options for actor "/s/shop": ${why}`;
  expect(() => checkWaitOptions("/s/shop", wrong)).toThrow(expect.objectContaining({ code: "BAD_OPTION", message }));
});

test.each([{}, { timeoutMs: 0, drain: true }, { timeoutMs: Infinity }, { timeoutMs: undefined, drain: undefined }])(
  "checkStopOptions() takes %o",
  (options) => {
    expect(() => checkStopOptions('actor "/s/shop"', options)).not.toThrow();
  },
);

test.each([
  [null, "options must be an object, not null"],
  ["drain", 'options must be an object, not "drain"'],
  [{ timeoutMs: -1 }, `${ms}, not -1`],
  [{ timeoutMs: Number.NaN }, `${ms}, not NaN`],
  [{ drain: 1 }, "drain must be true or false, not 1"],
  [{ drain: null }, "drain must be true or false, not null"],
  [{ now: true }, 'there is no option "now", only timeoutMs, drain'],
])("checkStopOptions() refuses %o", (wrong, why) => {
  const message = `Cannot stop actor "/s/shop": ${why}`;
  expect(() => checkStopOptions('actor "/s/shop"', wrong)).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message }),
  );
});
