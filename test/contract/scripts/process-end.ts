// Run by process-end.test.ts in a process of its own: `process-end.ts CASE`. What it prints is what the test looks at.
import { createSystem, defineActor, run, type Placement, type System } from "../../../src/mod.ts";

const worker = defineActor({
  name: "worker",
  module: import.meta.url,
  init: ({ label = "worker", spawns = false }: { label?: string; spawns?: boolean }, { self }) => {
    if (spawns) self.tell("spawn", undefined);
    return { label };
  },
  receive: {
    // Only this timer's being there settles it, and it holds no process: the ask must.
    later: ({ pipe }, ms: number) => pipe(soon(ms), "done"),
    async wait(_ctx, ms: number) {
      await soon(ms);
      return "waited";
    },
    done() {},
    async spawn({ spawn }) {
      await spawn(worker, { args: { label: "grandchild" } });
    },
    finish: ({ finish }, value: unknown) => finish(value),
    fail: () => {
      throw new RangeError("broken");
    },
  },
  ended: ({ state }, exit) => console.log(`${state?.label} ${exit.kind}`),
});

const endless = defineActor({
  name: "endless",
  module: import.meta.url,
  async init(_args: undefined, { spawn }) {
    await spawn(worker, { args: {} });
    console.log("ready");
  },
  receive: {},
  ended: (_ctx, exit) => console.log(`endless ${exit.kind}`),
});

const stubborn = defineActor({
  name: "stubborn",
  init: (_args: undefined, { self }) => self.tell("hang"),
  receive: {
    hang: ({ signal }) =>
      new Promise<void>(() => {
        signal.addEventListener("abort", () => {
          process.kill(process.pid, "SIGINT"); // as tsx and npx pass on what the terminal has sent already
          setTimeout(() => console.log("still there"), 300); // by then a signal is a second one
        });
        console.log("hanging");
      }),
  },
});

const greeter = defineActor({
  name: "greeter",
  module: import.meta.url,
  init: (name: string, { self }) => self.tell("greet", name),
  receive: { greet: ({ finish }, name: string) => finish(`Hello, ${name}`) },
});

/** An unreferenced timer: it fires only if something else keeps the process alive. */
function soon(ms: number, run: () => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      run();
      resolve();
    }, ms).unref();
  });
}

function stillHere(system: System): void {
  void soon(150, () => {
    console.log("still here");
    void system.stop();
  });
}

const on = (process.argv[3] ?? "inline") as Placement;
const quiet = { log: false } as const;

const cases: Record<string, () => unknown> = {
  empty: () => void createSystem(quiet),
  async transient() {
    await createSystem(quiet).spawn(worker, { on, args: {}, transient: true });
    console.log("main is over");
  },
  async belowTransient() {
    await createSystem(quiet).spawn(worker, { on, args: { spawns: true }, transient: true });
    console.log("main is over");
  },
  async lasting() {
    const system = createSystem(quiet);
    await system.spawn(worker, { on, args: {} });
    stillHere(system);
  },
  async ended() {
    const child = await createSystem(quiet).spawn(worker, { on, args: {} });
    child.tell("finish", 1);
  },
  async ask() {
    const child = await createSystem(quiet).spawn(worker, { on, args: {}, transient: true });
    console.log(await child.ask("wait", 150));
  },
  async send() {
    const child = await createSystem(quiet).spawn(worker, { on, args: {}, transient: true });
    child.tell("wait", 150);
    for (let n = 0; n < 1_024; n++) child.tell("done");
    await child.send("done");
    console.log("sent");
  },
  async exited() {
    const child = await createSystem(quiet).spawn(worker, { on, args: {}, transient: true });
    void soon(150, () => child.tell("finish", 1));
    console.log((await child.exited).kind);
  },
  async stop() {
    const child = await createSystem(quiet).spawn(worker, { on, args: {}, transient: true });
    child.tell("wait", 150);
    console.log((await child.stop()).kind);
  },
  async resources() {
    const system = createSystem(quiet);
    const child = await system.spawn(worker, { on, args: {} });
    const other = await system.spawn(worker, { on: on === "inline" ? on : { thread: { own: true } }, args: {} });
    await child.ask("wait", 10);
    await other
      .with({ timeoutMs: 1 })
      .ask("wait", 20)
      .catch(() => {});
    await system.stop();
    console.log(process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FS|File)/.test(name)));
    console.log(["SIGINT", "SIGTERM", "beforeExit", "exit"].map((name) => process.listenerCount(name)));
  },
  async value() {
    console.log(await run(greeter, { on, args: "world", system: quiet }));
    console.log(["SIGINT", "SIGTERM"].map((name) => process.listenerCount(name)));
  },
  crash: () => run(broken, { on, system: quiet }),
  endless: () =>
    run(endless, { on, system: { log: false } }).catch((error: { code: string }) => console.log(error.code)),
  stubborn: () => run(stubborn, { system: quiet, stopTimeoutMs: 60_000 }),
  async signal() {
    const controller = new AbortController();
    const system = createSystem({ ...quiet, signal: controller.signal });
    const child = await system.spawn(worker, { on, args: {} });
    controller.abort();
    console.log((await child.exited).kind);
  },
  async using() {
    {
      await using system = createSystem(quiet);
      const child = await system.spawn(worker, { on, args: {} });
      child.tell("later", 50);
    }
    console.log("drained");
  },
};

const broken = defineActor({
  name: "broken",
  module: import.meta.url,
  init: (_args: undefined, { self }) => self.tell("fail"),
  receive: {
    fail: () => {
      throw new RangeError("broken");
    },
  },
});

const main = cases[process.argv[2] as string];
if (main === undefined) throw new Error(`there is no case ${process.argv[2]}`);
void main();
