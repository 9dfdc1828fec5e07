import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, expect, test } from "vitest";
import { createSystem, transfer, type ProcessOptions, type System } from "troupe";
import { inmate, type InmateRef } from "../fixtures/actors/inmate.ts";

let system: System;

function start(processes: number): (options?: ProcessOptions) => Promise<InmateRef> {
  system = createSystem({ processes, log: false });
  return (process = {}) => system.spawn(inmate, { on: { process } });
}

afterEach(() => system.stop({ timeoutMs: 4_000 })); // what had to be killed, after 5 s, would fail

test('on: "process" shares as many processes as there may be; { own } is one that nobody shares', async () => {
  const spawn = start(2);
  const shared = await Promise.all([await spawn(), await spawn(), await spawn()].map((ref) => ref.ask("pid")));
  const own = await (await spawn({ own: true })).ask("pid");
  const pids = new Set([process.pid, ...shared, own]);
  expect([new Set(shared).size, pids.size]).toEqual([2, 4]);
});

test("{ process: { env, cwd, execArgv, resourceLimits } } are those of the process; without, it has its parent's", async () => {
  const spawn = start(1);
  process.env["TROUPE_TEST"] = "parent's";
  const plain = await spawn();
  const given = await spawn({
    env: { GIVEN: "own", TROUPE_TEST: undefined },
    cwd: tmpdir(),
    execArgv: ["--no-warnings"],
    resourceLimits: { maxOldGenerationSizeMb: 123 },
  });
  delete process.env["TROUPE_TEST"];
  expect(await plain.ask("env", "TROUPE_TEST")).toBe("parent's");
  expect(await plain.ask("cwd")).toBe(process.cwd());
  expect([await given.ask("env", "GIVEN"), await given.ask("env", "TROUPE_TEST")]).toEqual(["own", undefined]);
  expect(await given.ask("cwd")).toBe(realpathSync(tmpdir()));
  expect(await given.ask("execArgv")).toEqual(["--no-warnings", "--max-old-space-size=123", "-e", expect.any(String)]);
});

test.each([
  [{ cwd: 1 }, /on\.process\.cwd/],
  [{ own: false }, /on\.process\.own/],
  [{ env: { A: 1 } }, /on\.process\.env/],
  [{ execArgv: "--inspect" }, /on\.process\.execArgv/],
  [{ resourceLimits: { codeRangeSizeMb: 4 } }, /codeRangeSizeMb/],
  [{ resourceLimits: { stackSizeMb: 0 } }, /stackSizeMb/],
  [{ threads: 2 }, /threads/],
])("{ process: %o } is refused with BAD_OPTION", async (options, message) => {
  await expect(start(1)(options as never)).rejects.toMatchObject({
    code: "BAD_OPTION",
    message: expect.stringMatching(message) as string,
  });
});

test("values keep in a process what structured clone keeps", async () => {
  const ref = await start(1)();
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const value = {
    map: new Map<unknown, unknown>([["a", new Set([1n, -0, NaN])]]),
    date: new Date(0),
    pattern: /a+/gi,
    floats: new Float64Array([1.5, -2]),
    cyclic,
    url: new URL("http://127.0.0.1/"),
    holes: [1, , 3], // oxlint-disable-line no-sparse-arrays -- they are what is tested
    self: ref,
  };
  const echoed = (await ref.ask("echo", value)) as typeof value;
  expect({ ...echoed, self: undefined }).toEqual({ ...value, self: undefined });
  expect(echoed.cyclic.self).toBe(echoed.cyclic);
  expect(echoed.self.id).toBe(ref.id);
});

test("transfer() to a process copies, and still detaches", async () => {
  const ref = await start(1)();
  const buffer = new ArrayBuffer(10_000_000);
  const asked = ref.ask("bytes", transfer(buffer, [buffer]));
  expect(buffer.byteLength).toBe(0);
  expect(await asked).toBe(10_000_000);
});

test("shared memory is NOT_SENDABLE to a process, with its path: in messages, replies and args", async () => {
  const ref = await start(1)();
  const refused = { code: "NOT_SENDABLE", path: "a.b" };
  const shared = { a: { b: new SharedArrayBuffer(8) } };
  expect(() => ref.tell("echo", shared)).toThrow(expect.objectContaining(refused));
  await expect(ref.ask("echo", shared)).rejects.toMatchObject(refused);
  const port = new MessageChannel().port1;
  await expect(ref.ask("echo", transfer({ port }, [port]))).rejects.toMatchObject({
    code: "NOT_SENDABLE",
    path: "port",
  });
});
