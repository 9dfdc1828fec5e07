// Run by pool-end.test.ts in a process of its own: `pool-end.ts CASE PLACEMENT`. What it prints is what the test looks at.
import { createSystem, defineActor, type Placement } from "../../../src/mod.ts";

const worker = defineActor({
  name: "worker",
  module: import.meta.url,
  receive: {
    // Its timer holds no process: the job must.
    wait: (_ctx, ms: number) => new Promise<string>((resolve) => void setTimeout(() => resolve("waited"), ms).unref()),
    fail() {
      throw new RangeError("broken");
    },
  },
  ended: (_ctx, exit) => console.log(`worker ${exit.kind}`),
});

const on = (process.argv[3] ?? "inline") as Placement;

/** An unreferenced timer: it fires only if something else keeps the process alive. */
function soon(ms: number, run: () => void): void {
  setTimeout(run, ms).unref();
}

const cases: Record<string, () => Promise<unknown>> = {
  async idle() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    await pool.submit("wait", 10);
    console.log("main is over");
  },
  async job() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    pool.submit("wait", 100).then(console.log, console.error);
  },
  async unseen() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    void pool.submit("wait", 100);
    soon(50, () => console.log("still here"));
  },
  async told() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    pool.tell("wait", 100);
    soon(50, () => console.log("still here"));
  },
  async map() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    for await (const reply of pool.map("wait", [40, 40])) console.log(reply);
  },
  async source() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    async function* later(): AsyncGenerator<number> {
      await new Promise<void>((resolve) => soon(100, resolve));
      yield 10;
    }
    for await (const reply of pool.map("wait", later())) console.log(reply);
  },
  async sourceless() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    const never: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    soon(100, () => void pool.kill());
    for await (const _ of pool.map("wait", never)) console.log("impossible");
  },
  async closed() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    soon(100, () => void pool.close());
    await pool.closed;
    console.log("closed");
  },
  async failed() {
    const pool = await createSystem().pool(worker, { on, size: 1 });
    void pool.submit("fail");
    await pool.submit("wait", 1);
    await pool.close();
  },
  async resources() {
    const system = createSystem();
    const pool = await system.pool(worker, { on, size: 2 });
    await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("wait", 0)));
    await pool.submit("wait", 5_000, { timeoutMs: 10 }).catch(() => {});
    await pool.kill();
    await system.stop();
    console.log(process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FS|File|Timeout)/.test(name)));
    console.log(["SIGINT", "SIGTERM", "beforeExit", "exit"].map((name) => process.listenerCount(name)));
  },
};

cases[process.argv[2] as string]?.().catch((error: { code?: string }) => console.log(error.code));
