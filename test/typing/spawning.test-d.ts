// What `spawn` and `run` ask for, by definition: args, and where an actor may run.
import {
  createSystem,
  defineActor,
  run,
  type ActorDefinition,
  type ActorRef,
  type ArgsOf,
  type Child,
  type ProtocolOf,
  type RefOf,
} from "troupe";
import { is, same } from "./same.ts";

const { spawn } = createSystem();
const receive = { get: () => 1 };

// Args ----------------------------------------------------------------------------------------------------------------

const required = defineActor({ name: "required", init: (from: number) => ({ from }), receive });
await spawn(required, { args: 1, name: "one", transient: true, restart: "never", startTimeoutMs: 1, stopTimeoutMs: 1 });
for (const restart of ["always", "on-crash", "never"] as const) await spawn(required, { args: 1, restart });
// @ts-expect-error: args are missing
await spawn(required);
// @ts-expect-error: args are missing
await spawn(required, { name: "one" });
// @ts-expect-error: args of another type
await spawn(required, { args: "1" });
// @ts-expect-error: args are missing
await run(required);
// @ts-expect-error: args of another type
await run(required, { args: "1" });
// @ts-expect-error: no such option
await spawn(required, { args: 1, arg: 1 });
// @ts-expect-error: no such kind of restart
await spawn(required, { args: 1, restart: "on-exit" });

const none = defineActor({ name: "none", receive });
await spawn(none);
await spawn(none, {});
await spawn(none, { args: undefined });
// @ts-expect-error: it takes no args
await spawn(none, { args: 1 });
// @ts-expect-error: it takes no args
await run(none, { args: 1 });

const without = defineActor({ name: "without", init: () => ({ count: 0 }), receive });
await spawn(without);
// @ts-expect-error: options are an object
await spawn(without, null);
// @ts-expect-error: it takes no args
await spawn(without, { args: 1 });

const optional = defineActor({ name: "optional", init: (from?: number) => ({ from }), receive });
await spawn(optional);
await spawn(optional, { args: 1 });
// @ts-expect-error: args of another type
await spawn(optional, { args: "1" });

const preset = defineActor({ name: "preset", init: (from: number = 1, ctx) => ({ from, ctx }), receive });
await spawn(preset);
await spawn(preset, { args: 1 });
// @ts-expect-error: args of another type
await spawn(preset, { args: "1" });

const destructured = defineActor({
  name: "destructured",
  init: ({ from = 1, to }: { from?: number; to: number }) => ({ from, to }),
  receive,
});
await spawn(destructured, { args: { to: 2 } });
// @ts-expect-error: a part of args is missing
await spawn(destructured, { args: {} });

same<ArgsOf<typeof required>, number>();
same<ArgsOf<typeof none>, void>();
same<ArgsOf<typeof without>, void>();
same<ArgsOf<typeof optional>, number | undefined>();
same<ArgsOf<typeof preset>, number | undefined>();
same<ProtocolOf<typeof none>, { get: () => number }>();
same<RefOf<typeof none>, ActorRef<{ get: () => number }>>();

// Placement -----------------------------------------------------------------------------------------------------------

const anywhere = defineActor({ name: "anywhere", module: import.meta.url, receive });
const child = await spawn(anywhere, { on: "thread" });
await spawn(anywhere, { on: "inline" });
await spawn(anywhere, { on: { thread: { own: true, env: { A: "1" }, resourceLimits: { stackSizeMb: 4 } } } });
await spawn(anywhere, { on: { beside: child } });
declare const on: "inline" | "thread";
await spawn(anywhere, { on });
await run(anywhere, { on });
await spawn(none, { on: "inline" });
// @ts-expect-error: it has no module
await spawn(none, { on: "thread" });
// @ts-expect-error: it has no module
await spawn(none, { on: { thread: { own: true } } });
// @ts-expect-error: it has no module
await spawn(none, { on: { beside: child } });
// @ts-expect-error: it has no module
await spawn(none, { on });
// @ts-expect-error: it has no module
await run(none, { on: "thread" });
// @ts-expect-error: no such place
await spawn(anywhere, { on: "moon" });
// @ts-expect-error: no such setting
await spawn(anywhere, { on: { thread: { owned: true } } });
// @ts-expect-error: not what defineActor() returns
await spawn({ name: "fake", module: undefined });

// Results -------------------------------------------------------------------------------------------------------------

const finishing = defineActor({
  name: "finishing",
  receive: {
    quit: ({ finish }, code: number) => finish(code),
    async give({ finish, refuse }, what: string | undefined) {
      if (what === undefined) return refuse(new Error("nothing"));
      return finish({ what });
    },
  },
});
is<number | { what: string }>()(await run(finishing));
is<number | { what: string }>()(await run(finishing, { system: { name: "s" }, signal: AbortSignal.timeout(1) }));
is<never>()(await run(none));
// @ts-expect-error: run() never restarts
await run(finishing, { restart: "never" });

// In generic functions ------------------------------------------------------------------------------------------------

async function start<Args, Protocol, Result>(definition: ActorDefinition<Args, Protocol, Result>, args: Args) {
  const child = await spawn(definition, { args, on: "thread" });
  is<Child<Protocol, Result>>()(child);
  return child;
}
is<number>()(await (await start(anywhere, undefined)).ask("get"));
// @ts-expect-error: this one cannot leave its thread
await start(required, 1);

function runInline<Args, Protocol, Result>(
  definition: ActorDefinition<Args, Protocol, Result, string | undefined>,
  args: Args,
): Promise<Result> {
  return run(definition, { args });
}
is<number | { what: string }>()(await runInline(finishing, undefined));
await runInline(required, 1);
// @ts-expect-error: args of another type
await runInline(required, "1");

function addTo(ref: ActorRef<{ add: (by: number) => void }>): void {
  ref.tell("add", 1);
}
// @ts-expect-error: it does not know that message
addTo(child);
