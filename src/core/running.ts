import type { AnyDefinition } from "./definition.ts";
import type { Exit } from "./exit.ts";
import type { ShownMessage } from "./events.ts";
import type { ActorIdentity, Target } from "./ref.ts";
import type { Placement } from "./spawn.ts";

/** All that a placement needs to start an actor. */
export interface Seed extends ActorIdentity {
  readonly definition: AnyDefinition;
  readonly args: unknown;
  readonly parent: ActorIdentity | undefined;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
}

/** An actor that a placement has started, as its supervisor sees it. Nothing here waits; the {@link Overseer} hears. */
export interface Running {
  /** Where its messages go; the same for life, wherever a restart puts the actor. */
  readonly target: Target;
  /** Runs `init` for the first time. */
  start(): void;
  /** After a crash: `init` again, on the same host if that lives, else on a fresh one. */
  restart(): void;
  /** After a crash: ends it with that error. */
  giveUp(error: Error): void;
  /** Handles what waits, then ends. */
  drain(): void;
  /** Ends after the message in hand. */
  stop(): void;
  /** Ends now. */
  kill(): void;
}

/** What a running actor tells its supervisor. The two are the ends of one line, also when a link lies between. */
export interface Overseer {
  started(): void;
  /** The first `init` failed; nothing of the actor is left. */
  startFailed(error: Error): void;
  /** It waits for `restart` or `giveUp`; its children are gone, its messages wait. */
  crashed(error: Error, message: ShownMessage | undefined): void;
  /** Its messages and children are done: only its `ended` hook is still to run. */
  ending(): void;
  /** For good. */
  ended(exit: Exit): void;
}

/**
 * Puts an actor at a place, ready to be started.
 *
 * @throws {ActorError} `NO_MODULE` and other reasons why it cannot go there; later failures reach the overseer.
 */
export type Place = (seed: Seed, on: Placement, overseer: Overseer) => Running;

/** How far the children of an ending actor may go on: the stronger word overtakes the weaker one. */
export type EndMode = "drain" | "stop" | "kill";

/** The children of one actor, as that actor sees them. */
export interface Children {
  readonly spawn: (definition: unknown, options?: unknown) => Promise<unknown>;
  /** Ends them all, in order; undefined if none is left at once. A stronger mode overtakes one under way. */
  end(mode: EndMode): Promise<void> | undefined;
}
