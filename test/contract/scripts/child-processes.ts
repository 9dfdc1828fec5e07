// Run by child-processes.test.ts in a process of its own: `child-processes.ts CASE`.
import { createSystem, run, defineActor } from "../../../src/mod.ts";
import { inmate } from "../../fixtures/actors/inmate.ts";

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  /** Says where its actors live, then waits for ever. */
  async live() {
    const system = createSystem({ processes: 2 });
    const children = [await system.spawn(inmate, { on: "process" }), await system.spawn(inmate, { on: "process" })];
    const pids = await Promise.all(children.map((child) => child.ask("pid")));
    console.log(`pids ${pids.join(" ")}`);
  },
  async print() {
    const system = createSystem();
    const child = await system.spawn(inmate, { on: "process", restart: "never" });
    await child.ask("print", { out: "out of the child", error: "error of the child" });
    child.tell("printAndThrow", "last words");
    await child.exited;
    await system.stop();
  },
  async end() {
    const system = createSystem();
    const child = await system.spawn(inmate, { on: "process", transient: true });
    console.log(`pids ${await child.ask("pid")}`);
  },
  run: () => run(family),
};

const family = defineActor({
  name: "family",
  module: import.meta.url,
  async init(_args: undefined, { spawn }) {
    const child = await spawn(inmate, { on: "process" });
    console.log(`pids ${await child.ask("pid")}`);
  },
  receive: {},
});

await cases[process.argv[2] ?? ""]?.();
