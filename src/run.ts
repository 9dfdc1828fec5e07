import type { ActorDefinition } from "./core/definition.ts";
import { ActorError } from "./core/errors.ts";
import type { Exit } from "./core/exit.ts";
import { hostSlot } from "./core/host-slot.ts";
import type { CommonSpawnOptions, OptionsParameter, Spawn, StartOptions } from "./core/spawn.ts";
import { createSystem, type System } from "./system.ts";
import type { SystemOptions } from "./system-options.ts";

/** Options of {@link run}: those of `spawn`, and those of the system that it makes. */
export type RunOptions<Args, Module extends string | undefined> = Omit<CommonSpawnOptions, "restart" | "transient"> &
  StartOptions<Args, Module> & { readonly system?: SystemOptions };

/** Runners such as tsx and npx pass on a signal that the terminal has sent to the whole group: it is one all the same. */
const SAME_SIGNAL_MS = 250;

const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs one actor in a system of its own, for scripts: resolves with the value it finishes with.
 *
 * It is not restarted. On SIGINT and SIGTERM everything is stopped in order and the process exits with 130 or 143; a
 * second signal does not wait. On a thread that imported the script for its actors it never settles.
 *
 * @throws whatever the actor crashed with; {@link ActorError} `STOPPED` or `KILLED` if it ended that way, and the errors
 * of `spawn`.
 *
 * @example
 * const hello = defineActor({
 *   name: "hello",
 *   init: (name: string, ctx) => ctx.self.tell("greet", name),
 *   receive: { greet: ({ finish }, name: string) => finish(`Hello, ${name}`) },
 * });
 * await run(hello, { args: "world" }); // => "Hello, world"
 */
export async function run<Args, Protocol, Result, Module extends string | undefined>(
  definition: ActorDefinition<Args, Protocol, Result, Module>,
  ...given: OptionsParameter<RunOptions<Args, Module>>
): Promise<Result> {
  const slot = hostSlot();
  if (slot !== undefined) {
    slot.reachedMain();
    return new Promise(() => {});
  }
  const { system: systemOptions, ...options } = (given[0] ?? {}) as RunOptions<unknown, string>;
  const system = createSystem(systemOptions);
  const unlisten = exitOnSignals(system);
  try {
    const spawn = system.spawn as unknown as (...inputs: unknown[]) => ReturnType<Spawn>;
    const child = await spawn(definition, { ...options, restart: "never" });
    return resultOf(definition.name, (await child.exited) as Exit<Result>);
  } finally {
    await system.stop();
    unlisten();
  }
}

function resultOf<Result>(name: string, exit: Exit<Result>): Result {
  if (exit.kind === "done") return exit.value;
  if (exit.kind === "crashed") throw exit.error;
  const code = exit.kind === "stopped" ? "STOPPED" : "KILLED";
  throw new ActorError(code, `Cannot finish running actor "${name}": it was ${exit.kind}`);
}

/** Returns how to take the listeners off again. */
function exitOnSignals(system: System): () => void {
  let isStopping = false;
  let since = 0;
  const listeners = Object.entries(signals).map(([signal, status]) => {
    const listener = (): void => {
      if (isStopping && performance.now() - since < SAME_SIGNAL_MS) return;
      if (isStopping) process.exit(status);
      isStopping = true;
      since = performance.now();
      system.stop().then(
        () => process.exit(status),
        (error: unknown) => {
          console.error(error);
          process.exit(status);
        },
      );
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    if (!isStopping) for (const off of listeners) off();
  };
}
