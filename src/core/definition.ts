import type { Context, EndedContext, InitContext } from "./context.ts";
import { ActorError } from "./errors.ts";
import type { Exit } from "./exit.ts";
import { hostSlot } from "./host-slot.ts";
import type { ArgsOfInit, CheckedHandlers, CheckedInit, MessageOf, ResultOf } from "./protocol.ts";
import type { ActorRef } from "./ref.ts";
import { show } from "./show.ts";
import { checkSuperviseOptions, type SuperviseOptions } from "./supervise-options.ts";

declare const phantom: unique symbol;

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
 * `Args` is what `spawn` must be given, `void` for nothing; `Result` what its actors finish with, `never` if they do not.
 * `Module` is `string` for one that names its module and can run away from this thread, `undefined` for one that cannot.
 *
 * A constant that other files import is best annotated, with a protocol that has a name and a sentence for each message:
 * handlers that the protocol leaves out are the actor's own affair, and no other can send to them.
 *
 * @example
 * interface CounterProtocol {
 *   add: (by: number) => void;
 *   get: () => number;
 * }
 * export const counter: ActorDefinition<number, CounterProtocol> = defineActor({ ... });
 */
export interface ActorDefinition<Args, Protocol, Result = never, Module extends string | undefined = string> {
  readonly name: string;
  readonly module: Module;
  readonly [phantom]: { args: (args: Args) => void; protocol: ActorRef<Protocol>; result: Result };
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
export interface ActorSpec<Args, State, Type extends string, Init, Handlers, Module extends string | undefined> {
  /** Unique within its module; names of actors are made from it. */
  readonly name: string;
  /** `import.meta.url` (or an absolute path): where another host finds this definition. Without it, inline only. */
  readonly module?: Module;
  /** Makes the state from `args`, whose type it annotates, at every start and restart; may be async. */
  readonly init?: Init &
    ((args: Args, ctx: InitContext<NoInfer<Type>>) => State | Promise<State>) &
    CheckedInit<Init, Module>;
  /**
   * One handler a message type: `(ctx)` or `(ctx, payload)`, with the payload annotated. What it returns is the reply, what
   * it throws is a crash.
   */
  readonly receive: Handlers & {
    [Own in Type]: (ctx: Context<Settled<State>, Type>, payload: any) => any;
  } & CheckedHandlers<Handlers, Module>;
  /** Runs once when the actor has ended for good and its children are gone, but not after a kill. */
  readonly ended?: (ctx: EndedContext<Settled<State>>, exit: Exit<any>) => unknown;
  readonly supervise?: SuperviseOptions;
}

/** The state as `init` made it: handlers are no place to infer it from. (`NoInfer` would, and would show in editors.) */
type Settled<State> = [State] extends [infer Made] ? Made : never;

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
  Type extends string,
  Handlers extends Record<string, any>,
  State = undefined,
  Init = unknown,
  Module extends string | undefined = undefined,
>(
  spec: ActorSpec<Args, State, Type, Init, Handlers, Module>,
): ActorDefinition<
  ArgsOfInit<Init>,
  { [Own in keyof Handlers]: MessageOf<Handlers[Own]> },
  { [Own in keyof Handlers]: ResultOf<Handlers[Own]> }[keyof Handlers],
  NoInfer<Module> // or the annotation of the constant would make up a module
> {
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
  throw new ActorError("BAD_OPTION", `Cannot spawn ${show(value)}: it is not what defineActor() returned`);
}

/** What JavaScript, or a cast, may have handed in. */
type GivenSpec = Pick<AnyDefinition, "module" | "init" | "ended"> & {
  readonly name: unknown;
  readonly receive: Readonly<Record<string, Handler>>;
  readonly supervise?: SuperviseOptions;
};

const known = ["name", "module", "init", "receive", "ended", "supervise"];

/** Where a module can be found from anywhere: a URL, or an absolute path. */
const absolute = /^(?:[a-z][a-z\d+.-]+:|\/|[a-z]:[\\/])/i;

function createDefinition(spec: GivenSpec): AnyDefinition {
  if (typeof spec !== "object" || spec === null) {
    throw new ActorError("BAD_OPTION", `Cannot define an actor: ${show(spec)} is no object with name and receive`);
  }
  const { name, module, init, receive, ended, supervise = {} } = spec;
  check(typeof name === "string" && name !== "", "name", "a text that is not empty", name);
  check(!/[/\p{Cc}]/u.test(name), "name", "a text without slashes and control characters", name);
  check(module === undefined || absolute.test(module), "module", "import.meta.url or an absolute path", module);
  check(init === undefined || typeof init === "function", "init", "a function", init);
  check(ended === undefined || typeof ended === "function", "ended", "a function", ended);
  check(typeof receive === "object" && receive !== null, "receive", "an object of handlers", receive);
  for (const option of Object.keys(spec)) check(known.includes(option), "spec", `made of ${known.join(", ")}`, option);
  for (const [type, handler] of Object.entries(receive)) {
    check(typeof handler === "function", `receive.${type}`, "a function", handler);
  }
  checkSuperviseOptions(name, supervise);
  const handlers = new Map(Object.entries(receive));
  return Object.freeze({ [brand]: true, name, module, init, receive: handlers, ended, supervise });

  function check(holds: boolean, option: string, wanted: string, given: unknown): asserts holds {
    if (holds) return;
    throw new ActorError(
      "BAD_OPTION",
      `Cannot define actor ${show(name)}: ${option} must be ${wanted}, not ${show(given)}`,
    );
  }
}
