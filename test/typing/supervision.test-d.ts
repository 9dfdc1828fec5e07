// What a definition says about crashes and about its end, and that saying so disturbs nothing that is inferred.
import {
  createSystem,
  defineActor,
  run,
  type ActorDefinition,
  type CrashDirective,
  type ShownMessage,
  type SuperviseOptions,
} from "troupe";
import { is, same } from "./same.ts";

const system = createSystem();
const receive = { get: () => 1 };

// All options together, the decisions before what they decide about ---------------------------------------------------

const everything = defineActor({
  name: "everything",
  module: import.meta.url,
  concurrency: 4,
  onCrash(error, message) {
    is<Error>()(error);
    is<ShownMessage | undefined>()(message);
    return message?.type === "add" ? "resume" : undefined;
  },
  supervise: {
    strategy: "rest-for-one",
    maxRestarts: Infinity,
    withinMs: 1_000,
    backoff: { minMs: 1, maxMs: 10, factor: 3, jitter: 0 },
  },
  init: async (from: number, { every }) => {
    every(1, "get");
    return { count: from, last: "" };
  },
  ended: ({ state }, exit) => void [is<{ count: number; last: string } | undefined>()(state), exit.kind],
  receive: {
    add({ state, after }, by: number) {
      after(1, "get");
      state.count += by;
    },
    get: async ({ state }) => state.last,
    quit: ({ finish }, code: bigint) => finish(code),
  },
});
same<
  typeof everything,
  ActorDefinition<number, { add: (by: number) => void; get: () => string; quit: (code: bigint) => bigint }, bigint>
>();
const child = await system.spawn(everything, { args: 1, on: "thread", restart: "always" });
is<string>()(await child.ask("get"));
is<bigint>()(await run(everything, { args: 1 }));

// onCrash -------------------------------------------------------------------------------------------------------------

const directives: readonly CrashDirective[] = ["restart", "resume", "stop", "escalate"];
defineActor({ name: "silent", receive, onCrash() {} });
defineActor({ name: "constant", receive, onCrash: () => "stop" });
defineActor({ name: "given", receive, onCrash: (error): CrashDirective => (error.cause ? "restart" : "escalate") });
defineActor({ name: "sometimes", receive, onCrash: (_error, message) => (message ? directives[0] : undefined) });
// @ts-expect-error: no such directive
defineActor({ name: "wrong", receive, onCrash: () => "ignore" });
// @ts-expect-error: nothing to decide by
defineActor({ name: "wrong", receive, onCrash: () => true });
// @ts-expect-error: it is decided at once
defineActor({ name: "wrong", receive, onCrash: async () => "stop" as const });
// @ts-expect-error: it is decided at once
defineActor({ name: "wrong", receive, async onCrash() {} });
// @ts-expect-error: it gets any error
defineActor({ name: "wrong", receive, onCrash: (_error: RangeError & { status: number }) => "stop" });
// @ts-expect-error: there may be no message, as in init
defineActor({ name: "wrong", receive, onCrash: (_error, message) => (message.type === "get" ? "stop" : "resume") });
// @ts-expect-error: a function decides
defineActor({ name: "wrong", receive, onCrash: "resume" });

// supervise, concurrency ----------------------------------------------------------------------------------------------

defineActor({ name: "fine", receive, supervise: { strategy: "one-for-all" }, concurrency: Infinity });
// @ts-expect-error: no such strategy
defineActor({ name: "wrong", receive, supervise: { strategy: "all-for-one" } });
// @ts-expect-error: no such option
defineActor({ name: "wrong", receive, supervise: { stratgy: "one-for-one" } });
// @ts-expect-error: no such option, also beside one that decides the result
defineActor({ name: "wrong", receive, supervise: { finishWhen: "children-done", stratgy: "one-for-one" } });
// @ts-expect-error: no such option
defineActor({ name: "wrong", receive, supervise: { backoff: { min: 1 } } });
// @ts-expect-error: no such time to finish
defineActor({ name: "wrong", receive, supervise: { finishWhen: "child-done" } });
// @ts-expect-error: it names the child
defineActor({ name: "wrong", receive, supervise: { finishWhen: {} } });
// @ts-expect-error: by its name, not its ref
defineActor({ name: "wrong", receive, supervise: { finishWhen: { child } } });
// @ts-expect-error: a number
defineActor({ name: "wrong", receive, concurrency: "4" });

// What an actor finishes with -----------------------------------------------------------------------------------------

const byChildren = defineActor({ name: "by-children", receive, supervise: { finishWhen: "children-done" } });
same<typeof byChildren, ActorDefinition<void, { get: () => number }, unknown, undefined>>();
is<unknown>()(await run(byChildren));

const byChild = defineActor({
  name: "by-child",
  receive: { quit: ({ finish }, code: number) => finish(code) },
  supervise: { finishWhen: { child: "shop" } },
});
is<unknown>()(await run(byChild));
const exit = await (await system.spawn(byChild)).exited;
if (exit.kind === "done") is<unknown>()(exit.value);

// Of options that were made elsewhere the compiler knows what their type says.
const plain = { strategy: "one-for-all", maxRestarts: 1 } as const;
const known: SuperviseOptions<undefined> = { maxRestarts: 1 };
const unknowable: SuperviseOptions = { maxRestarts: 1 };
is<never>()(await run(defineActor({ name: "plain", receive, supervise: plain })));
is<never>()(await run(defineActor({ name: "known", receive, supervise: known })));
is<unknown>()(await run(defineActor({ name: "unknowable", receive, supervise: unknowable })));

export const annotated: ActorDefinition<void, { get: () => number }, unknown, undefined> = defineActor({
  name: "annotated",
  receive,
  supervise: { finishWhen: { child: "shop" } },
});
// @ts-expect-error: nobody knows what the child finishes with
export const promised: ActorDefinition<void, { get: () => number }, number, undefined> = defineActor({
  name: "promised",
  receive,
  supervise: { finishWhen: { child: "shop" } },
});
