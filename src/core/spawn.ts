import type { ActorDefinition } from "./definition.ts";
import type { MailboxOptions } from "./mailbox-options.ts";
import type { ActorRef, Child } from "./ref.ts";

/** Settings of a worker thread; actors share a thread only if theirs are equal. */
export interface ThreadOptions {
  /** A thread of the actor's own, which ends with it. */
  readonly own?: true;
  /** Environment variables; default: a copy of the parent's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's options for the thread; default: the parent's, less those that load TypeScript. */
  readonly execArgv?: readonly string[];
  readonly resourceLimits?: {
    readonly maxOldGenerationSizeMb?: number;
    readonly maxYoungGenerationSizeMb?: number;
    readonly codeRangeSizeMb?: number;
    readonly stackSizeMb?: number;
  };
}

/** Settings of a child process; actors share a process only if theirs are equal. */
export interface ProcessOptions {
  /** A process of the actor's own, which ends with it. */
  readonly own?: true;
  /** Environment variables; default: the parent's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Its working directory; default: the parent's. */
  readonly cwd?: string;
  /** Node's options for the process; default: the parent's, less those that load TypeScript, debug, or run something else. */
  readonly execArgv?: readonly string[];
  /** Given to V8 as flags. A process that outgrows them aborts, and nothing but it. */
  readonly resourceLimits?: {
    readonly maxOldGenerationSizeMb?: number;
    readonly maxYoungGenerationSizeMb?: number;
    readonly stackSizeMb?: number;
  };
}

/** A host to be started, or shared with others of equal options. */
export type HostOptions = { readonly thread: ThreadOptions } | { readonly process: ProcessOptions };

/** A place away from the parent: it takes a definition that names its `module`. */
export type Away = "thread" | "process" | HostOptions | { readonly beside: ActorRef<any> };

/** Where an actor runs. `"inline"`: on its parent's host. */
export type Placement = "inline" | Away;

type PlacementFor<Module> = [Module] extends [string] ? Placement : "inline";

/**
 * When a child is started again: after it was done or crashed (`"always"`), after it crashed (`"on-crash"`, the default), or
 * not at all. Stopped and killed are final.
 */
export type Restart = "always" | "on-crash" | "never";

/** What does not depend on the definition. */
export interface CommonSpawnOptions {
  /** Unique among the children of one parent; no slash, no control characters. Default: the definition's name and a number. */
  readonly name?: string;
  /** Does not keep its supervisor alive, and is stopped when the supervisor finishes (Python's daemon). */
  readonly transient?: boolean;
  readonly restart?: Restart;
  /** How long `init` may take, the start of a host included, in ms. Default: 10,000. */
  readonly startTimeoutMs?: number;
  /** How long a stop may take before the child is killed, in ms. Default: 5,000. */
  readonly stopTimeoutMs?: number;
  /** How its messages wait, where that is to differ from what its definition says. */
  readonly mailbox?: MailboxOptions;
  /** Aborting it stops the child. */
  readonly signal?: AbortSignal;
}

type ArgsOption<Args> = undefined extends Args ? { readonly args?: Args } : { readonly args: Args };

/** What depends on the definition: `on` may be other than inline if it names its module, `args` is what its `init` takes. */
export type StartOptions<Args, Module> = { readonly on?: PlacementFor<Module> } & ArgsOption<Args>;

/** All options of a spawn of one definition. */
export type SpawnOptions<Args = any, Module extends string | undefined = string> = CommonSpawnOptions &
  StartOptions<Args, Module>;

/** A parameter list with the options, which may be left out only if nothing in them is required. */
export type OptionsParameter<Options> = {} extends Options ? [options?: Options] : [options: Options];

/**
 * Starts an actor under this one and returns the child.
 *
 * The ref outlives crashes: a restarted child keeps it, and messages sent meanwhile wait in its mailbox. `args` are
 * kept for restarts; inline they are the same object at every start.
 *
 * @throws {ActorError} `START_FAILED` if `init` threw (`cause` is what it threw, wherever it ran) and `START_TIMEOUT` if
 * it took too long; `NAME_TAKEN`; `BAD_OPTION`; `NO_MODULE` if the definition cannot leave this thread; `STOPPED` if the parent is ending.
 *
 * @example
 * const child = await ctx.spawn(counter, { args: 10, on: "thread" });
 * await child.ask("get"); // => 10
 */
export interface Spawn {
  <Args, Protocol, Result, Module extends string | undefined>(
    definition: ActorDefinition<Args, Protocol, Result, Module>,
    ...options: OptionsParameter<SpawnOptions<Args, Module>>
  ): Promise<Child<Protocol, Result>>;
}
