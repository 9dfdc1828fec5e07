import type { AnyDefinition, CrashDirective } from "./definition.ts";
import type { Exit } from "./exit.ts";
import type { ShownMessage } from "./events.ts";
import type { MailboxRules } from "./mailbox-options.ts";
import type { ActorIdentity, Forwarder } from "./ref.ts";
import type { Placement } from "./spawn.ts";
import type { ActorNode, ActorState } from "./tree.ts";

/**
 * What an actor is there for: most for themselves. A pool holds the process only while it has jobs, and empties its mailbox
 * before its children end. A worker is a pool's: what its handlers throw is the affair of whoever asked, and no crash.
 */
export type Role = "actor" | "pool" | "worker";

/** All that a placement needs to start an actor. */
export interface Seed extends ActorIdentity {
  readonly role: Role;
  readonly definition: AnyDefinition;
  readonly args: unknown;
  readonly mailbox: MailboxRules;
  readonly parent: ActorIdentity | undefined;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** Whether it is started again when it has finished. */
  readonly isPermanent: boolean;
  /** Whether it ran before, at a place that is no more. */
  readonly hasStarted: boolean;
}

/** An actor that a placement has started, as its supervisor sees it. Nothing here waits; the {@link Overseer} hears. */
export interface Running {
  /** Where its messages go; the same for life, wherever a restart puts the actor. */
  readonly target: Forwarder;
  /** Runs `init` for the first time. */
  start(): void;
  /** When it is down: `init` again, on the same host if that lives, else on a fresh one. */
  restart(): void;
  /** When it is down: ends it in that way. */
  giveUp(exit: Exit): void;
  /** Takes it down for a restart, since a sibling failed: after the message in hand, and keeping those that wait. */
  halt(): void;
  /** Handles what waits, then ends. */
  drain(): void;
  /** Ends after the message in hand. */
  stop(): void;
  /** Ends now. `isOverdue`: it had its time to stop, and what held it up is to be told. */
  kill(isOverdue: boolean): void;
  /** Resolves when it has handled all that waits for it now; rejects if it ends without. */
  idle(): Promise<void>;
  /** How it is, and those below it. */
  look(glance: Glance): Promise<ActorLook>;
}

/** What somebody wants to see of an actor. */
export interface Glance {
  /** The names of the only descendants wanted, from the top; undefined for all. */
  readonly along: readonly string[] | undefined;
  /** How long another host may take to answer. */
  readonly patienceMs: number;
}

/** What only the host of an actor knows of it. */
export interface ActorLook {
  /** Its name for people. */
  readonly host: string;
  readonly state: ActorState;
  /** How many messages wait; undefined if its host does not answer. */
  readonly mailbox: number | undefined;
  readonly children: readonly ActorNode[];
}

/** What a running actor tells its supervisor. The two are the ends of one line, also when a link lies between. */
export interface Overseer {
  started(): void;
  /** It could not be started for the first time, or not be had at a new place; nothing of the actor is left there. */
  startFailed(error: Error, directive: CrashDirective): void;
  /** It is down: its children are gone, its messages wait, and so does it, for `restart` or `giveUp`. */
  crashed(error: Error, message: ShownMessage | undefined, directive: CrashDirective): void;
  /** It is down, as it was told. */
  halted(): void;
  /** It is down since it finished, and is one that is started again. */
  finished(value: unknown): void;
  /** It has begun to end by itself, and is not to be started again, come what may. Said before any sender can know. */
  closing(): void;
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
  readonly spawn: (definition: unknown, options?: unknown, role?: Role) => Promise<unknown>;
  /** Keeps the process alive until what it returns is called, if those are plain code's. */
  hold(): () => void;
  /** Ends them all, in order; undefined if none is left at once. A stronger mode overtakes one under way. */
  end(mode: EndMode, isOverdue?: boolean): Promise<void> | undefined;
  /** Its owner starts, for the first time or again. */
  ownerStarts(): void;
  ownerStarted(): void;
  /** How the owner is to end by now, if that hangs on its children (`finishWhen`). */
  takeVerdict(): Exit | undefined;
  /** Whether it is busy with what failed, or is ending; undefined if all is well. */
  readonly state: ActorState | undefined;
  look(glance: Glance): Promise<readonly ActorNode[]>;
  /** Its owner has ended for good. */
  forget(): void;
}
