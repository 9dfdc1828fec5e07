import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { toError } from "../core/errors.ts";
import type { ThreadOptions } from "../core/spawn.ts";
import { withoutUndefined } from "../core/without-undefined.ts";
import { MemoryStore } from "../wire/mark-store.ts";
import { Marks } from "../wire/marks.ts";
import { bootFrom, createBoot, type Boot } from "./boot.ts";
import { inheritedExecArgv } from "./exec-argv.ts";
import type { HostSettings } from "./host.ts";
import type { Machine, MachineEnd } from "./machine.ts";
import { createPortTransport } from "./port-transport.ts";
import { compiledScript, type CompiledScript } from "./script.ts";

/** What a thread is started with. */
export interface ThreadBoot extends Boot {
  /** The line to the first host. */
  readonly port: MessagePort;
  /** Where it shows whose turn it is. */
  readonly turn: Int32Array;
  /** Where it marks what it starts. */
  readonly marks: SharedArrayBuffer;
  /** So that it need not compile it again. */
  readonly script: CompiledScript | undefined;
}

const boot = bootFrom(`process.getBuiltinModule("node:worker_threads").workerData.troupe`);

/** Starts a thread that will be a host; `module` is that of its first actor. */
export function startThread(
  settings: HostSettings,
  module: string | undefined,
  { env, execArgv = inheritedExecArgv(process.execArgv), resourceLimits }: ThreadOptions,
  ended: (end: MachineEnd) => void,
): Machine {
  const { port1, port2: port } = new MessageChannel();
  const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const memory = new SharedArrayBuffer(MemoryStore.bytes);
  const marks = new Marks(new MemoryStore(memory));
  const given: ThreadBoot = { ...createBoot(settings, module), port, turn, marks: memory, script: compiledScript() };
  const worker = new Worker(boot, {
    eval: true,
    name: `troupe ${settings.system} ${settings.host}`,
    workerData: { troupe: given },
    transferList: [port],
    ...(execArgv && { execArgv: [...execArgv] }),
    ...(env && { env: withoutUndefined(env) }),
    ...(resourceLimits && { resourceLimits: { ...resourceLimits } }),
  });
  worker.unref(); // the system's actors keep the process alive, not its threads
  let failure: Error | undefined;
  worker.on("error", (error: unknown) => (failure ??= toError(error)));
  worker.once("exit", (exitCode: number) => {
    const why = failure?.message ?? `it exited with code ${exitCode}`;
    ended({ why, cause: failure, details: { exitCode }, marks: marks.all });
  });
  return {
    transport: createPortTransport(port1),
    marks,
    isHeldBy: (actor) => Atomics.load(turn, 0) === actor,
    terminate(why) {
      failure ??= new Error(why);
      void worker.terminate();
    },
  };
}
