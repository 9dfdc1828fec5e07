import type { Timer } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Finish, Refused } from "./outcome.ts";
import type { ActorIdentity, ActorRef } from "./ref.ts";
import type { Spawn } from "./spawn.ts";

/** A ref to the actor itself: its own message types are known, their payloads are not (see docs/decisions.md). */
export type SelfRef<Type extends string> = ActorRef<{ [Own in Type]: (payload?: any) => any }>;

/** Settings of one timer. */
export interface TimerOptions {
  /** A timer of the same key is cancelled and replaced. */
  readonly key?: string;
}

/** What `ctx.pipe` delivers: the outcome of a promise, and what it was about. */
export type Piped<Value, About = undefined> =
  | { readonly about: About; readonly value: Value; readonly error?: undefined }
  | { readonly about: About; readonly error: Error & { readonly code?: string }; readonly value?: undefined };

/** What `init` gets beside its args. Every method works when destructured. */
export interface InitContext<Type extends string> {
  readonly self: SelfRef<Type>;
  /** Who supervises this actor; undefined for an actor that the system itself spawned. */
  readonly parent: ActorIdentity | undefined;
  /**
   * Aborted when the asker of the message in hand gave up, when `stop` without drain begins, and at kill; draining never
   * aborts it. What a handler throws after that is no crash.
   */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Starts a child: see {@link Spawn}. */
  readonly spawn: Spawn;
  /** Sends the actor itself a message in `ms`; a restart or an end of the actor cancels it. */
  after(this: void, ms: number, type: Type, payload?: unknown, options?: TimerOptions): Timer;
  /** The same every `ms`; at most one tick waits in the mailbox, however long the actor was busy. */
  every(this: void, ms: number, type: Type, payload?: unknown, options?: TimerOptions): Timer;
  /**
   * Sends the actor itself the outcome of a promise as a {@link Piped}, so that it can go on meanwhile.
   *
   * A draining actor waits for it; after a restart it no longer arrives.
   */
  pipe<About = undefined>(this: void, promise: PromiseLike<unknown>, type: Type, about?: About): void;
  /** Ends the actor when this handler has run: `value` is its exit's value, and the reply to an ask in hand. */
  finish(this: void): Finish<void>;
  finish<Result>(this: void, value: Result): Finish<Result>;
}

/** What a handler gets first. Every method works when destructured. */
export interface Context<State, Type extends string> extends InitContext<Type> {
  state: State;
  /** Rejects the ask in hand with `error`, and is no crash; for a told message it is a `fault` event. */
  refuse(this: void, error: Error): Refused;
}

/** What the hook `ended` gets. */
export type EndedContext<State> = Pick<InitContext<never>, "parent" | "log"> & {
  /** Undefined if the actor ended before `init` had returned. */
  readonly state: State | undefined;
  readonly self: ActorIdentity;
};
