import { expect, test } from "vitest";
import { address } from "../../src/core/address.ts";
import { checkSpawnOptions } from "../../src/supervisor/spawn-options.ts";

const ref = { [address]: { id: "s-1", name: "shop", path: "/s/shop", host: 0 } };

const defaults = {
  on: "inline",
  restart: "on-crash",
  transient: false,
  startTimeoutMs: 10_000,
  stopTimeoutMs: 5_000,
};

test.each([undefined, {}, { name: undefined, on: undefined, restart: undefined, transient: undefined }])(
  "checkSpawnOptions(%o) gives the defaults",
  (options) => {
    expect(checkSpawnOptions('spawn actor "counter"', options)).toEqual(defaults);
  },
);

test.each([
  { name: "counter 1: the first" },
  { args: null },
  { args: () => Number.NaN },
  { on: "inline" },
  { on: "thread" },
  { on: { thread: {} } },
  { on: { thread: { own: true, env: process.env, execArgv: [], resourceLimits: { stackSizeMb: 0.5 } } } },
  { on: { thread: { own: undefined, env: { A: undefined }, execArgv: undefined, resourceLimits: undefined } } },
  { on: { thread: { resourceLimits: { maxOldGenerationSizeMb: undefined } } } },
  { on: { beside: ref } },
  { restart: "always" },
  { restart: "on-crash" },
  { restart: "never" },
  { transient: true },
  { startTimeoutMs: 0, stopTimeoutMs: Infinity },
  { signal: AbortSignal.abort() },
])("checkSpawnOptions(%o) gives them back beside the defaults", (options) => {
  expect(checkSpawnOptions('spawn actor "counter"', options)).toEqual({ ...defaults, ...options });
});

const aName = "a text that is not empty, without slashes and control characters";
const aPlace =
  '"inline", "thread", "process", { thread: { own, env, … } }, { process: { own, env, cwd, … } } or { beside: ref }';
const aRestart = '"always", "on-crash" or "never"';
const ms = "a number of ms from 0";

test.each([
  [null, "options must be an object, not null"],
  [5, "options must be an object, not 5"],
  ["thread", 'options must be an object, not "thread"'],
  [[], "options must be an object, not an array"],
  [() => {}, "options must be an object, not a function"],

  [{ name: "" }, `name must be ${aName}, not ""`],
  [{ name: "a/b" }, `name must be ${aName}, not "a/b"`],
  [{ name: "a\u0000" }, `name must be ${aName}, not "a\\u0000"`],
  [{ name: "a\u0085" }, `name must be ${aName}, not "a\u0085"`],
  [{ name: 7 }, `name must be ${aName}, not 7`],
  [{ name: null }, `name must be ${aName}, not null`],

  [{ on: "moon" }, `on must be ${aPlace}, not "moon"`],
  [{ on: null }, `on must be ${aPlace}, not null`],
  [{ on: {} }, `on must be ${aPlace}, not an object`],
  [{ on: ["thread"] }, `on must be ${aPlace}, not an array`],
  [{ on: { thread: {}, beside: ref } }, `on must be ${aPlace}, not an object`],
  [{ on: { thread: null } }, `on must be ${aPlace}, not an object`],
  [{ on: { beside: {} } }, `on must be ${aPlace}, not an object`],
  [{ on: { beside: null } }, `on must be ${aPlace}, not an object`],
  [{ on: { thread: { own: false } } }, "on.thread.own must be true, not false"],
  [{ on: { thread: { env: "A=1" } } }, 'on.thread.env must be an object, not "A=1"'],
  [{ on: { thread: { env: { A: 1 } } } }, "on.thread.env.A must be a text, not 1"],
  [{ on: { thread: { execArgv: "--inspect" } } }, 'on.thread.execArgv must be an array of texts, not "--inspect"'],
  [{ on: { thread: { execArgv: [1] } } }, "on.thread.execArgv must be an array of texts, not an array"],
  [{ on: { thread: { resourceLimits: 4 } } }, "on.thread.resourceLimits must be an object, not 4"],
  [
    { on: { thread: { resourceLimits: { stackSizeMb: 0 } } } },
    "on.thread.resourceLimits.stackSizeMb must be a number above 0, not 0",
  ],
  [
    { on: { thread: { resourceLimits: { stackSizeMb: Number.NaN } } } },
    "on.thread.resourceLimits.stackSizeMb must be a number above 0, not NaN",
  ],
  [
    { on: { thread: { resourceLimits: { stackMb: 4 } } } },
    'there is no option "on.thread.resourceLimits.stackMb", only maxOldGenerationSizeMb, maxYoungGenerationSizeMb, codeRangeSizeMb, stackSizeMb',
  ],
  [
    { on: { thread: { owned: true } } },
    'there is no option "on.thread.owned", only own, env, execArgv, resourceLimits',
  ],

  [{ restart: "on-exit" }, `restart must be ${aRestart}, not "on-exit"`],
  [{ restart: true }, `restart must be ${aRestart}, not true`],
  [{ restart: null }, `restart must be ${aRestart}, not null`],

  [{ transient: "yes" }, 'transient must be true or false, not "yes"'],
  [{ transient: 0 }, "transient must be true or false, not 0"],

  [{ startTimeoutMs: -1 }, `startTimeoutMs must be ${ms}, not -1`],
  [{ startTimeoutMs: Number.NaN }, `startTimeoutMs must be ${ms}, not NaN`],
  [{ startTimeoutMs: "5" }, `startTimeoutMs must be ${ms}, not "5"`],
  [{ stopTimeoutMs: -Infinity }, `stopTimeoutMs must be ${ms}, not -Infinity`],
  [{ stopTimeoutMs: Number.NaN }, `stopTimeoutMs must be ${ms}, not NaN`],
  [{ stopTimeoutMs: 5n }, `stopTimeoutMs must be ${ms}, not 5`],

  [{ signal: new AbortController() }, "signal must be an AbortSignal, not an object"],
  [{ signal: null }, "signal must be an AbortSignal, not null"],

  [
    { arg: 1 },
    'there is no option "arg", only name, args, on, restart, transient, startTimeoutMs, stopTimeoutMs, mailbox, signal',
  ],
  [
    { toString: () => "" },
    'there is no option "toString", only name, args, on, restart, transient, startTimeoutMs, stopTimeoutMs, mailbox, signal',
  ],
])("checkSpawnOptions(%o) throws BAD_OPTION", (wrong, why) => {
  const message = `Cannot spawn actor "counter": ${why}`;
  expect(() => checkSpawnOptions('spawn actor "counter"', wrong)).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message }),
  );
});
