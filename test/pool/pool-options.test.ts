import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";

const worker = defineActor({ name: "worker", module: import.meta.url, receive: { work: () => 1 } });
const local = defineActor({ name: "local", receive: { work: () => 1 } });

test.each<[options: unknown, says: string]>([
  [7, "options must be an object"],
  [{ sizes: 1 }, 'there is no option "sizes"'],
  [{ size: 0 }, "size must be a whole number from 1 to 10,000 or { min, max, idleMs }, not 0"],
  [{ size: { max: 10_001 } }, "size.max must be a whole number from 1 to 10,000, not 10001"],
  [{ size: Infinity }, "size must be"],
  [{ size: { max: 0 } }, "size.max must be"],
  [{ size: { min: 1 } }, "size.max must be"],
  [{ size: { min: 3, max: 2 } }, "size.max must be a whole number from 1 to 10,000, at least min, not 2"],
  [{ size: { max: 2, idle: 1 } }, 'there is no option "size.idle"'],
  [{ routing: "random" }, 'routing must be "least-busy", "round-robin", "by-key" or "broadcast"'],
  [{ key: () => 1 }, 'key must be left out unless routing is "by-key"'],
  [{ key: "id", routing: "by-key" }, "key must be a function"],
  [{ retries: -1 }, "retries must be"],
  [{ maxJobsPerWorker: 0 }, "maxJobsPerWorker must be"],
  [{ maxMemoryBytes: 0 }, "maxMemoryBytes must be"],
  [{ maxMemoryBytes: 1e9 }, "maxMemoryBytes must be left out for workers that have no host of their own"],
  [{ mailbox: { capacity: 0 } }, "mailbox.capacity must be"],
  [{ mailbox: { order: "priority" } }, "mailbox.order must be"],
  [{ restart: "never" }, 'there is no option "restart"'],
  [{ on: "moon" }, "on must be"],
  [{ name: "a/b" }, "name must be"],
  [{ stopTimeoutMs: -1 }, 'Cannot make a pool of "worker": stopTimeoutMs must be'],
  [{ on: { thread: { own: 1 } } }, 'Cannot make a pool of "worker": on.thread.own must be'],
])("pool(definition, %o) rejects with BAD_OPTION", async (options, says) => {
  await using system = createTestSystem();
  await expect(system.pool(worker, options as never)).rejects.toMatchObject({
    code: "BAD_OPTION",
    message: expect.stringContaining(says) as string,
  });
  expect((await system.tree()).children).toEqual([]);
});

test("pool() rejects what is no definition, what has no module, and a name that is taken", async () => {
  await using system = createTestSystem();
  await expect(system.pool({} as never)).rejects.toMatchObject({ code: "BAD_OPTION" });
  await expect(system.pool(local, { on: "thread" as never })).rejects.toMatchObject({ code: "NO_MODULE" });
  await system.pool(worker, { name: "hands" });
  await expect(system.pool(worker, { name: "hands" })).rejects.toMatchObject({ code: "NAME_TAKEN" });
  await system.stop();
  await expect(system.pool(worker)).rejects.toMatchObject({ code: "STOPPED" });
});

test.each<[options: unknown, says: string]>([
  [null, "options must be an object"],
  [{ timeout: 1 }, 'there is no option "timeout"'],
  [{ timeoutMs: -1 }, "timeoutMs must be"],
  [{ signal: {} }, "signal must be an AbortSignal"],
  [{ retries: 0.5 }, "retries must be"],
  [{ key: {} }, "key must be a text or a number"],
  [{ key: NaN }, "key must be a text or a number, not NaN"],
  [{ key: "a" }, 'key must be left out unless routing is "by-key", not "a"'],
])("pool.submit(type, payload, %o) gives a job that rejects with BAD_OPTION", async (options, says) => {
  await using system = createTestSystem();
  const pool = await system.pool(worker);
  const job = pool.submit("work", undefined, options as never);
  expect(job.status).toBe("failed");
  await expect(job).rejects.toMatchObject({ code: "BAD_OPTION", message: expect.stringContaining(says) as string });
});

test("pool.map() and close() throw BAD_OPTION", async () => {
  await using system = createTestSystem();
  const pool = await system.pool(worker);
  for (const options of [null, { buffer: 0 }, { ordered: 1 }, { timeoutMs: "1" }, { chunksize: 1 }]) {
    expect(() => pool.map("work", [], options as never)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  }
  await expect(pool.close({ now: 1 } as never)).rejects.toMatchObject({ code: "BAD_OPTION" });
  await expect(pool.submit(7 as never)).rejects.toMatchObject({ code: "BAD_OPTION" });
});
