import type { Context, EndedContext, InitContext } from "./context.ts";
import { ActorError } from "./errors.ts";
import type { Exit } from "./exit.ts";
import { hostSlot } from "./host-slot.ts";
import type { CrossingArgs, CrossingHandlers, ProtocolOfHandlers, ResultOfHandlers } from "./protocol.ts";
import type { ActorRef } from "./ref.ts";

declare const phantom: unique symbol;

/** How an actor treats its children when they crash. */
export interface SuperviseOptions {
  readonly strategy?: "one-for-one";
  /** More restarts than this within `withinMs`, and the supervisor itself crashes. Default: 3. */
  readonly maxRestarts?: number;
  /** Default: 5,000. */
  readonly withinMs?: number;
  /** The pause before a restart: `minMs * factor ** n`, at most `maxMs`, give or take `jitter` of it. */
  readonly backoff?: {
    /** Default: 100. */
    readonly minMs?: number;
    /** Default: 10,000. */
    readonly maxMs?: number;
    /** Default: 2. */
    readonly factor?: number;
    /** From 0 to 1. Default: 0.2. */
    readonly jitter?: number;
  };
}

/** A handler as the runtime calls it. */
export type Handler = (ctx: any, payload: any) => unknown;

/** What is known of a definition once types are gone. */
export interface AnyDefinition {
  readonly name: string;
  readonly module: string | undefined;
  readonly init: ((args: any, ctx: any) => unknown) | undefined;
  readonly receive: ReadonlyMap<string, Handler>;
  readonly ended: ((ctx: any, exit: Exit<any>) => unknown) | undefined;
  readonly supervise: SuperviseOptions;
}

/**
 * What `defineActor` returns: a description from which any number of actors can be spawned.
 *
 * `Module` is `string` for one that names its module and can run away from this thread, `undefined` for one that cannot.
 */
export interface ActorDefinition<Args, Protocol, Result = never, Module extends string | undefined = string> {
  readonly name: string;
  readonly module: Module;
  readonly [phantom]?: { args: (args: Args) => void; protocol: ActorRef<Protocol>; result: Result };
}

/** The ref type of a definition's actors. */
export type RefOf<Definition> =
  Definition extends ActorDefinition<any, infer Protocol, any, any> ? ActorRef<Protocol> : never;

/** The protocol of a definition's actors. */
export type ProtocolOf<Definition> =
  Definition extends ActorDefinition<any, infer Protocol, any, any> ? Protocol : never;

/** The `args` that a definition's `init` takes. */
export type ArgsOf<Definition> = Definition extends ActorDefinition<infer Args, any, any, any> ? Args : never;

/** What {@link defineActor} takes. */
export interface ActorSpec<Args, State, Type extends string, Handlers, Module extends string | undefined> {
  /** Unique within its module; names of actors are made from it. */
  readonly name: string;
  /** `import.meta.url` (or an absolute path): where another host finds this definition. Without it, inline only. */
  readonly module?: Module;
  /** Makes the state, at every start and restart; may be async. */
  readonly init?: ((args: Args, ctx: InitContext<NoInfer<Type>>) => State | Promise<State>) &
    (Module extends string ? CrossingArgs<Args> : unknown);
  /** One handler a message type. What it returns is the reply, what it throws is a crash. */
  readonly receive: Handlers & {
    [Own in Type]: (ctx: Context<NoInfer<State>, Type>, payload: any) => any;
  } & (Module extends string ? CrossingHandlers<Handlers> : unknown);
  /** Runs once when the actor has ended for good and its children are gone, but not after a kill. */
  readonly ended?: (ctx: EndedContext<NoInfer<State>>, exit: Exit<any>) => unknown;
  readonly supervise?: SuperviseOptions;
}

/**
 * Describes an actor: its state, and a handler for each message it takes. Everything else is inferred from that.
 *
 * @throws {ActorError} `BAD_OPTION` if a part of it is not what it should be.
 *
 * @example
 * const counter = defineActor({
 *   name: "counter",
 *   module: import.meta.url,
 *   init: (from: number) => ({ count: from }),
 *   receive: {
 *     add({ state }, by: number) { state.count += by; },
 *     get({ state }) { return state.count; },
 *   },
 * });
 */
export function defineActor<
  Args,
  State,
  Type extends string,
  Handlers extends Record<string, any>,
  Module extends string | undefined = undefined,
>(
  spec: ActorSpec<Args, State, Type, Handlers, Module>,
): ActorDefinition<Args, ProtocolOfHandlers<Handlers>, ResultOfHandlers<Handlers>, Module> {
  const definition = createDefinition(spec as never);
  hostSlot()?.defined(definition);
  return definition as never;
}

const brand = Symbol.for("troupe.definition");

export function isDefinition(value: unknown): value is AnyDefinition {
  return typeof value === "object" && value !== null && brand in value;
}

/**
 * A definition as the runtime sees it.
 *
 * @throws {ActorError} `BAD_OPTION` for anything that `defineActor` did not return.
 */
export function asDefinition(value: unknown): AnyDefinition {
  if (isDefinition(value)) return value;
  const shown = typeof value === "function" ? `a function` : String(value);
  throw new ActorError("BAD_OPTION", `Cannot spawn ${shown}: it is not what defineActor() returned`);
}

function createDefinition(spec: Omit<AnyDefinition, "receive"> & { receive: Record<string, Handler> }): AnyDefinition {
  const { name, module, init, receive, ended, supervise = {} } = spec;
  check(typeof name === "string" && name !== "", "name", "a text that is not empty", name);
  check(!/[/\p{Cc}]/u.test(name), "name", "a text without slashes and control characters", name);
  check(module === undefined || typeof module === "string", "module", "import.meta.url", module);
  check(init === undefined || typeof init === "function", "init", "a function", init);
  check(ended === undefined || typeof ended === "function", "ended", "a function", ended);
  check(typeof receive === "object" && receive !== null, "receive", "an object of handlers", receive);
  for (const [type, handler] of Object.entries(receive)) {
    check(typeof handler === "function", `receive.${type}`, "a function", handler);
  }
  const handlers = new Map(Object.entries(receive));
  return Object.freeze({ [brand]: true, name, module, init, receive: handlers, ended, supervise });

  function check(holds: boolean, option: string, wanted: string, given: unknown): asserts holds {
    if (holds) return;
    const shown = typeof given === "string" ? JSON.stringify(given) : String(given);
    throw new ActorError(
      "BAD_OPTION",
      `Cannot define actor "${String(name)}": ${option} must be ${wanted}, not ${shown}`,
    );
  }
}
