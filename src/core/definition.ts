import type { Context, EndedContext, InitContext } from "./context.ts";
import { checkSpec } from "./check-spec.ts";
import { ActorError } from "./errors.ts";
import type { ShownMessage } from "./events.ts";
import type { Exit } from "./exit.ts";
import { hostSlot } from "./host-slot.ts";
import type { MailboxSpec } from "./mailbox-options.ts";
import type { ArgsOfInit, CheckedHandlers, CheckedInit, MessageOf, ResultOf } from "./protocol.ts";
import type { ActorRef } from "./ref.ts";
import { show } from "./show.ts";
import type { FinishWhen, SuperviseOptions } from "./supervise-options.ts";

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
  readonly mailbox: MailboxSpec;
  readonly supervise: SuperviseOptions;
  readonly onCrash: ((error: Error, message: ShownMessage | undefined) => unknown) | undefined;
  /** How many messages may be in hand at once. */
  readonly concurrency: number;
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

/**
 * What is to become of an actor that crashed.
 *
 * `restart`, the default, defers to the option of that name of its spawn. `resume` keeps its state and drops the message;
 * where there is none, as in `init`, it means `restart`. `stop` ends it `crashed`, and it is not started again. `escalate`
 * crashes its supervisor with the error.
 */
export type CrashDirective = "restart" | "resume" | "stop" | "escalate";

/** What {@link defineActor} takes. */
export interface ActorSpec<
  Args,
  State,
  Type extends string,
  Init,
  Handlers,
  Module extends string | undefined,
  When extends FinishWhen | undefined = FinishWhen,
> {
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
  /** How its messages wait; `order`, `capacity` and `overflow` can be replaced where it is spawned. */
  readonly mailbox?: MailboxSpec<NoInfer<Type>>;
  readonly supervise?: SuperviseOptions<When>;
  /**
   * Decides what a crash leads to, where the actor lives, when a handler or `init` has thrown; nothing stands for
   * `"restart"`. It is not asked when a host dies or a child escalates.
   */
  readonly onCrash?: (error: Error, message: ShownMessage | undefined) => CrashDirective | void;
  /**
   * How many messages may be in hand at once, over one state and each with a `ctx` of its own: they start in order, and a
   * crash aborts the others. `Infinity` for no limit. Default: 1.
   */
  readonly concurrency?: number;
}

/** What an actor finishes with: what its handlers say, or anything if a child can decide it. */
type Finished<Handlers, When> = [When] extends [undefined]
  ? { [Own in keyof Handlers]: ResultOf<Handlers[Own]> }[keyof Handlers]
  : unknown;

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
  When extends FinishWhen | undefined = undefined,
>(
  spec: ActorSpec<Args, State, Type, Init, Handlers, Module, When>,
): ActorDefinition<
  ArgsOfInit<Init>,
  { [Own in keyof Handlers]: MessageOf<Handlers[Own]> },
  Finished<Handlers, When>,
  NoInfer<Module> // or the annotation of the constant would make up a module
> {
  const definition = createDefinition(spec);
  hostSlot()?.host?.defined(definition);
  return definition as never;
}

const brand = Symbol.for("troupe.definition");

export function isDefinition(value: unknown): value is AnyDefinition {
  return typeof value === "object" && value !== null && brand in value;
}

/**
 * A definition as the runtime sees it.
 *
 * @param act what it is for
 * @throws {ActorError} `BAD_OPTION` for anything that `defineActor` did not return.
 */
export function asDefinition(value: unknown, act = "spawn"): AnyDefinition {
  if (isDefinition(value)) return value;
  throw new ActorError("BAD_OPTION", `Cannot ${act} ${show(value)}: it is not what defineActor() returned`);
}

function createDefinition(spec: unknown): AnyDefinition {
  const { name, module, init, receive, ended, mailbox, supervise = {}, onCrash, concurrency = 1 } = checkSpec(spec);
  return Object.freeze({
    [brand]: true,
    name,
    module,
    init,
    // Taken once: what becomes of the objects of the spec later has no effect.
    receive: new Map(Object.entries(receive)),
    ended,
    mailbox: { ...mailbox },
    supervise: structuredClone(supervise),
    onCrash,
    concurrency,
  });
}
