import { expect, test } from "vitest";
import { checkSuperviseOptions } from "../../src/core/supervise-options.ts";

function check(supervise: unknown): void {
  checkSuperviseOptions('define actor "boss"', supervise);
}

const aStrategy = '"one-for-one", "one-for-all" or "rest-for-one"';
const aWhole = "a whole number from 0, or Infinity";
const aPause = "a finite number of ms from 0";
const aFactor = "a finite number from 1";
const aShare = "a number from 0 to 1";
const aName = "a text that is not empty, without slashes and control characters";
const anEnd = '"children-done" or { child: name }';

test.each([
  {},
  { strategy: undefined, maxRestarts: undefined, withinMs: undefined, backoff: undefined, finishWhen: undefined },
  { strategy: "one-for-one" },
  { strategy: "one-for-all" },
  { strategy: "rest-for-one" },
  { maxRestarts: 0 },
  { maxRestarts: Infinity },
  { withinMs: 0.5 },
  { withinMs: Infinity },
  { backoff: {} },
  { backoff: { minMs: 0, maxMs: 0, factor: 1, jitter: 0 } },
  { backoff: { minMs: undefined, maxMs: undefined, factor: undefined, jitter: undefined } },
  { backoff: { minMs: 5, maxMs: 5, factor: 1.5, jitter: 1 } },
  { backoff: { minMs: 20_000, maxMs: Infinity } },
  { backoff: { minMs: 10_000 } },
  { backoff: { maxMs: 100 } },
  { finishWhen: "children-done" },
  { finishWhen: { child: "shop" } },
])("checkSuperviseOptions() takes %o", (supervise) => {
  expect(() => check(supervise)).not.toThrow();
});

test.each([
  [null, "supervise must be an object, not null"],
  ["one-for-one", 'supervise must be an object, not "one-for-one"'],
  [[], "supervise must be an object, not an array"],
  [() => {}, "supervise must be an object, not a function"],

  [{ strategy: "one-for-al" }, `supervise.strategy must be ${aStrategy}, not "one-for-al"`],
  [{ strategy: "toString" }, `supervise.strategy must be ${aStrategy}, not "toString"`],
  [{ strategy: null }, `supervise.strategy must be ${aStrategy}, not null`],
  [{ strategy: ["one-for-one"] }, `supervise.strategy must be ${aStrategy}, not an array`],

  [{ maxRestarts: -1 }, `supervise.maxRestarts must be ${aWhole}, not -1`],
  [{ maxRestarts: 2.5 }, `supervise.maxRestarts must be ${aWhole}, not 2.5`],
  [{ maxRestarts: Number.NaN }, `supervise.maxRestarts must be ${aWhole}, not NaN`],
  [{ maxRestarts: -Infinity }, `supervise.maxRestarts must be ${aWhole}, not -Infinity`],
  [{ maxRestarts: "3" }, `supervise.maxRestarts must be ${aWhole}, not "3"`],

  [{ withinMs: 0 }, "supervise.withinMs must be a number of ms above 0, not 0"],
  [{ withinMs: -1 }, "supervise.withinMs must be a number of ms above 0, not -1"],
  [{ withinMs: Number.NaN }, "supervise.withinMs must be a number of ms above 0, not NaN"],
  [{ withinMs: 5n }, "supervise.withinMs must be a number of ms above 0, not 5"],

  [{ backoff: null }, "supervise.backoff must be an object, not null"],
  [{ backoff: 100 }, "supervise.backoff must be an object, not 100"],
  [{ backoff: [] }, "supervise.backoff must be an object, not an array"],
  [{ backoff: { minMs: -1 } }, `supervise.backoff.minMs must be ${aPause}, not -1`],
  [{ backoff: { minMs: Number.NaN } }, `supervise.backoff.minMs must be ${aPause}, not NaN`],
  [{ backoff: { minMs: Infinity } }, `supervise.backoff.minMs must be ${aPause}, not Infinity`],
  [{ backoff: { maxMs: -1 } }, "supervise.backoff.maxMs must be a number of ms from 0, not -1"],
  [{ backoff: { maxMs: Number.NaN } }, "supervise.backoff.maxMs must be a number of ms from 0, not NaN"],
  [{ backoff: { maxMs: "10" } }, 'supervise.backoff.maxMs must be a number of ms from 0, not "10"'],
  [{ backoff: { factor: 0.9 } }, `supervise.backoff.factor must be ${aFactor}, not 0.9`],
  [{ backoff: { factor: Number.NaN } }, `supervise.backoff.factor must be ${aFactor}, not NaN`],
  [{ backoff: { factor: Infinity } }, `supervise.backoff.factor must be ${aFactor}, not Infinity`],
  [{ backoff: { jitter: -0.1 } }, `supervise.backoff.jitter must be ${aShare}, not -0.1`],
  [{ backoff: { jitter: 1.1 } }, `supervise.backoff.jitter must be ${aShare}, not 1.1`],
  [{ backoff: { jitter: Number.NaN } }, `supervise.backoff.jitter must be ${aShare}, not NaN`],
  [{ backoff: { minMs: 11, maxMs: 10 } }, "supervise.backoff.minMs must be at most maxMs (10), not 11"],
  [{ backoff: { minMs: 10_001 } }, "supervise.backoff.minMs must be at most maxMs (by default 10000), not 10001"],
  [{ backoff: { maxMs: 99 } }, "supervise.backoff.maxMs must be at least minMs (by default 100), not 99"],

  [{ finishWhen: "child-done" }, `supervise.finishWhen must be ${anEnd}, not "child-done"`],
  [{ finishWhen: null }, `supervise.finishWhen must be ${anEnd}, not null`],
  [{ finishWhen: ["shop"] }, `supervise.finishWhen must be ${anEnd}, not an array`],
  [{ finishWhen: {} }, `supervise.finishWhen.child must be ${aName}, not undefined`],
  [{ finishWhen: { child: "" } }, `supervise.finishWhen.child must be ${aName}, not ""`],
  [{ finishWhen: { child: "a/b" } }, `supervise.finishWhen.child must be ${aName}, not "a/b"`],
  [{ finishWhen: { child: 7 } }, `supervise.finishWhen.child must be ${aName}, not 7`],

  [
    { stratgy: "one-for-one" },
    'there is no option "supervise.stratgy", only strategy, maxRestarts, withinMs, backoff, finishWhen',
  ],
  [{ backoff: { min: 1 } }, 'there is no option "supervise.backoff.min", only minMs, maxMs, factor, jitter'],
  [{ finishWhen: { child: "a", ms: 1 } }, 'there is no option "supervise.finishWhen.ms", only child'],
])("checkSuperviseOptions() refuses %o", (wrong, why) => {
  const message = `Cannot define actor "boss": ${why}`;
  expect(() => check(wrong)).toThrow(expect.objectContaining({ code: "BAD_OPTION", message }));
});
