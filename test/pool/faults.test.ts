// Whatever goes wrong on the way of one job, at each step and in each way: that job has the right error, and no other is lost.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSystem, type Placement, type System } from "troupe";
import { courier } from "./actors/courier.ts";
import { sideAt, steps, type How, type Step } from "./actors/faulty-url.ts";

const limits = { resourceLimits: { maxOldGenerationSizeMb: 64 } };
const placements: Readonly<Record<string, { readonly on: Placement; readonly crash: object }>> = {
  thread: { on: { thread: { own: true, ...limits } }, crash: { exitCode: 1 } },
  process: { on: { process: { own: true } }, crash: { exitSignal: "SIGABRT" } },
};

/** What a job rejects with when its step throws. */
const thrown: Readonly<Record<Step, { readonly message: RegExp; readonly code?: string }>> = {
  "encode-job": {
    code: "NOT_SENDABLE",
    message: /^Cannot send payload of "\w+": reading it threw RangeError: a fault in encode-job$/,
  },
  "decode-job": { code: "NOT_SENDABLE", message: /^Cannot read payload: a fault in decode-job$/ },
  run: { message: /^a fault in run$/ },
  "encode-reply": {
    code: "NOT_SENDABLE",
    message: /^Cannot send reply: reading it threw RangeError: a fault in encode-reply$/,
  },
  "decode-reply": { code: "NOT_SENDABLE", message: /^Cannot read reply: a fault in decode-reply$/ },
};

const each = steps.flatMap((step) => (["error", "exit", "crash"] as const).map((how) => ({ step, how })));
const cases = [
  ...each.map((fault) => ({ ...fault, by: "carry" as const })),
  // Several of these lie at one worker, and are done in one turn.
  ...each.filter(endsWorker).map((fault) => ({ ...fault, by: "toss" as const })),
];

let system: System;
beforeEach(() => (system = createSystem({ log: false })));
afterEach(() => system.stop({ timeoutMs: 5_000 }));

describe.each(Object.entries(placements))("%s", (_title, { on, crash }) => {
  test.each(cases)("$how in $step ($by)", async ({ by, step, how }) => {
    const caller = await system.spawn(courier, { args: on, on, restart: "never" });
    const delivered = caller.with({ timeoutMs: Infinity }).ask("deliver", { by, step, how });
    const lost = { code: "HOST_LOST", ...detailsOf(how, crash) };
    if (sideAt(step) === "caller" && how !== "error") {
      await expect(delivered).rejects.toMatchObject(lost);
      expect(await caller.exited).toMatchObject({ kind: "crashed", error: lost });
      return;
    }
    const outcomes = await delivered;
    const [bad] = outcomes.slice(8, 9);
    expect(outcomes.toSpliced(8, 1)).toEqual(good.toSpliced(8, 1));
    expect(bad).toMatchObject(how === "error" ? errorAt(step) : lost);
    expect(await caller.ask("deliver", { by, step: "run", how: "error" })).toEqual(
      good.with(8, expect.any(Error) as number),
    );
  });
});

const good = Array.from({ length: 16 }, (_, n) => n * 2);

function endsWorker({ step, how }: { step: Step; how: How }): boolean {
  return sideAt(step) === "worker" && how !== "error";
}

function detailsOf(how: How, crash: object): object {
  return how === "exit" ? { exitCode: 7 } : crash;
}

function errorAt(step: Step): object {
  const { message, ...rest } = thrown[step];
  const fault = { name: "RangeError", message: `a fault in ${step}` };
  return { ...rest, ...(step === "run" ? fault : { message: expect.stringMatching(message) as string, cause: fault }) };
}
