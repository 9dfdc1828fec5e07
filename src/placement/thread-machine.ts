import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { toError } from "../core/errors.ts";
import type { ThreadOptions } from "../core/spawn.ts";
import { bootFrom, createBoot, withoutUndefined, type Boot } from "./boot.ts";
import { inheritedExecArgv } from "./exec-argv.ts";
import type { HostSettings } from "./host.ts";
import type { Machine, MachineEnd } from "./machine.ts";
import { createPortTransport } from "./port-transport.ts";

/** What a thread is started with. */
export interface ThreadBoot extends Boot {
  /** The line to the first host. */
  readonly port: MessagePort;
  /** Where it shows whose turn it is. */
  readonly turn: Int32Array;
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
  const worker = new Worker(boot, {
    eval: true,
    name: `troupe ${settings.system} ${settings.host}`,
    workerData: { troupe: { ...createBoot(settings, module), port, turn } satisfies ThreadBoot },
    transferList: [port],
    ...(execArgv && { execArgv: [...execArgv] }),
    ...(env && { env: withoutUndefined(env) }),
    ...(resourceLimits && { resourceLimits: { ...resourceLimits } }),
  });
  worker.unref(); // the system's actors keep the process alive, not its threads
  let failure: Error | undefined;
  worker.on("error", (error: unknown) => (failure ??= toError(error)));
  worker.once("exit", (exitCode: number) => {
    ended({ why: failure?.message ?? `it exited with code ${exitCode}`, cause: failure, details: { exitCode } });
  });
  return {
    transport: createPortTransport(port1),
    isHeldBy: (actor) => Atomics.load(turn, 0) === actor,
    terminate(why) {
      failure ??= new Error(why);
      void worker.terminate();
    },
  };
}
