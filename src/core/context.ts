import type { Timer } from "./clock.ts";
import type { WatchedExit } from "./exit.ts";
import type { Log } from "./log.ts";
import type { CreatePool } from "./pool.ts";
import type { Deferred, Finish, Refused, Stashed } from "./outcome.ts";
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

/** What `ctx.watch` delivers: who has ended, and how. */
export interface Notice {
  readonly ref: ActorRef<any>;
  readonly exit: WatchedExit;
}

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
  /** Makes a pool of workers among the children: see {@link CreatePool}. */
  readonly pool: CreatePool;
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
  /**
   * Sends the actor itself a {@link Notice} when another one has ended for good.
   *
   * There is exactly one for each watched actor, after everything that one had sent to this; no full mailbox keeps it out. It
   * comes at once if that actor is already gone, with the exit `gone` once that is no longer among the last 1,024 of its
   * supervisor, or the supervisor has ended too. A restart is no end. To watch an actor twice replaces the type. The watches of an actor end with its life,
   * so that after a restart `init` watches anew.
   */
  watch(this: void, ref: ActorRef<any>, type: Type): void;
  /** Ends a watch: no notice comes any more, not even one that is under way. */
  unwatch(this: void, ref: ActorRef<any>): void;
  /**
   * Puts all stashed messages back, in their order and before everything that waits. A stash outlives a restart: in `init`
   * this releases what the former life has stashed.
   */
  unstash(this: void): void;
  /** Ends the actor when this handler has run: `value` is its exit's value, and the reply to an ask in hand. */
  finish(this: void): Finish<void>;
  finish<Result>(this: void, value: Result): Finish<Result>;
}

/** What a handler gets first. Every method works when destructured. */
export interface Context<State, Type extends string> extends InitContext<Type> {
  state: State;
  /** Rejects the ask in hand with `error`, and is no crash; for a told message it is a `fault` event. */
  refuse(this: void, error: Error): Refused;
  /**
   * Puts the message in hand aside until {@link InitContext.unstash}; its asker goes on waiting. Messages that are still
   * stashed when the actor ends are dead letters.
   *
   * @throws {ActorError} `STASH_FULL` when 1,024 messages are stashed; `BAD_OPTION` in an actor with `concurrency`;
   * `TOO_LATE` once the handler has returned.
   *
   * @example
   * query: ({ state, stash }, text: string) => (state.connection ? state.connection.query(text) : stash()),
   * connected({ state, unstash }, connection: Connection) {
   *   state.connection = connection;
   *   unstash();
   * },
   */
  stash(this: void): Stashed;
  /**
   * Takes over the reply to the message in hand, to be given when the handler has long returned. A draining actor waits for
   * it; if the actor ends or crashes first, the ask rejects.
   *
   * @throws {ActorError} `TOO_LATE` once the handler has returned.
   *
   * @example
   * next({ state, defer }) {
   *   const reply = defer<Job>();
   *   state.idle.push(reply);
   *   return reply; // types the reply: Job
   * },
   * add: ({ state }, job: Job) => state.idle.shift()?.resolve(job),
   */
  defer<Reply = void>(this: void): Deferred<Reply>;
}

/** What the hook `ended` gets. */
export type EndedContext<State> = Pick<InitContext<never>, "parent" | "log"> & {
  /** Undefined if the actor ended before `init` had returned. */
  readonly state: State | undefined;
  readonly self: ActorIdentity;
};
