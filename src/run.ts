import { badOption, isObject } from "./core/check-options.ts";
import type { ActorDefinition } from "./core/definition.ts";
import { ActorError } from "./core/errors.ts";
import type { Exit } from "./core/exit.ts";
import { hostSlot } from "./core/host-slot.ts";
import type { CommonSpawnOptions, OptionsParameter, Spawn, StartOptions } from "./core/spawn.ts";
import { ExitDoctor } from "./exit-doctor.ts";
import { exitOnSignals } from "./process-hooks.ts";
import { createPlatformParts, createSystemOn } from "./system.ts";
import type { SystemOptions } from "./system-options.ts";

/** Options of {@link run}: those of `spawn`, and those of the system that it makes. */
export type RunOptions<Args, Module extends string | undefined> = Omit<CommonSpawnOptions, "restart" | "transient"> &
  StartOptions<Args, Module> & { readonly system?: SystemOptions };

/**
 * Runs one actor in a system of its own, for scripts: resolves with the value it finishes with.
 *
 * It is not restarted. On SIGINT and SIGTERM everything is stopped in order and the process exits with 130 or 143; a
 * second signal does not wait. If the process is still alive 2 s after the end, the log says what may hold it. On a
 * thread that imported the script for its actors it never settles.
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
    slot.host?.reachedMain();
    return new Promise(() => {});
  }
  const [first = {}] = given as readonly unknown[];
  if (!isObject(first)) throw badOption("run an actor", "options", "an object", first);
  const { system: systemOptions = {}, ...options } = first as RunOptions<unknown, string>;
  const doctor = new ExitDoctor({ isScript: true });
  const system = createSystemOn(systemOptions, { ...createPlatformParts(), doctor });
  const unlisten = exitOnSignals(() => system.stop());
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
