import { deepStrictEqual } from "node:assert";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { address } from "../../../src/core/address.ts";
import { ActorError } from "../../../src/core/errors.ts";
import { IncomingFrame } from "../../../src/wire/codec/incoming-frame.ts";
import { transfer } from "../../../src/wire/codec/transfer.ts";
import { arrivalScope, read, Ref, refTo, write } from "./carry.ts";

test("encode() and decode() carry values to a thread and back", async () => {
  const [script] = buildSync({
    entryPoints: [fileURLToPath(new URL("./fixtures/echo-thread.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    write: false,
  }).outputFiles;
  const worker = new Worker(script?.text ?? "", { eval: true });
  try {
    const plain = [{ a: 1, b: "two" }, { a: 3, b: "four" }, [null, undefined, -0], new Map([[1n, new Set(["x"])]])];
    const error = new ActorError("KILLED", "e", { cause: new TypeError("why"), details: { at: [1] } });
    const { buffer } = new Uint8Array(1_000_000).fill(3);
    const shared = new SharedArrayBuffer(4);
    const frame = write(...plain, error, transfer({ buffer }, [buffer]), refTo("far"), new Int32Array(shared));

    worker.postMessage(frame.items, frame.transfers);
    const [items] = (await once(worker, "message")) as [unknown[]];
    const arrived = read(new IncomingFrame(items, arrivalScope));

    deepStrictEqual(arrived.slice(0, 5), [...plain, error]);
    expect((arrived[4] as Error).stack).toBe(error.stack);
    expect(new Uint8Array((arrived[5] as { buffer: ArrayBuffer }).buffer)[999_999]).toBe(3);
    expect((arrived[6] as Ref)[address]).toEqual(refTo("far")[address]);
    (arrived[7] as Int32Array)[0] = 42;
    expect(new Int32Array(shared)[0]).toBe(42);
  } finally {
    await worker.terminate();
  }
});
