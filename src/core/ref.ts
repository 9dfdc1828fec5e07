import { defineAddress, type Address, type Addressed } from "./address.ts";
import { ActorError } from "./errors.ts";
import type { Exit } from "./exit.ts";
import { ordinaryMailbox, type MailboxRules } from "./mailbox-options.ts";
import type { Normal, Payload, Reply } from "./protocol.ts";
import type { Forwarded, Meta } from "./receipt.ts";
import { show } from "./show.ts";
import { checkWaitOptions, type StopOptions, type WaitOptions } from "./wait-options.ts";

export type { StopOptions, WaitOptions };

declare const protocol: unique symbol;

/** Who an actor is, without a way to send to it. */
export interface ActorIdentity {
  /** Unique among all actors; two refs with the same `id` are the same actor. */
  readonly id: string;
  readonly name: string;
  /** The names from the system down, as in `/my-system/downloads-1/downloader-2`. */
  readonly path: string;
}

/**
 * What others hold to send messages to an actor, wherever it runs. It can itself be sent in a message.
 *
 * The protocol is written with properties, `ActorRef<{ saved: (page: Page) => void }>`: in method style the compiler
 * would let any payload pass.
 */
export interface ActorRef<Protocol> extends ActorIdentity {
  /** Phantom: without it any ref would fit any other. */
  readonly [protocol]: Normal<Protocol>;

  /**
   * Sends a message and never waits. A message that nobody will handle becomes a `deadletter` event.
   *
   * @throws {ActorError} `NOT_SENDABLE` if the actor lives on another host and the payload cannot cross; nothing was
   * sent then.
   */
  tell<Type extends keyof Protocol & string>(type: Type, ...payload: Payload<Protocol[Type]>): void;

  /**
   * Sends a message and waits for room: resolves once fewer messages wait for the actor than its mailbox has `capacity` (1,024
   * without) and this one has its place. A later `tell` may overtake a `send` that still waits.
   *
   * @throws {ActorError} `ABORTED`, `SEND_TIMEOUT` as asked by {@link ActorRef.with}; `MAILBOX_FULL`, with the message as
   * `undelivered`, if the mailbox rejects; `ORDER_FAILED`; `FINISHED`, `STOPPED`, `KILLED`, `CRASHED`, `GONE` when the actor
   * ended first; `NOT_SENDABLE`. `HOST_LOST` if its host died before it had said whether there is room: only where it has to be
   * asked (`"reject"`, `"priority"`), and as for an ask the message is a dead letter too.
   */
  send<Type extends keyof Protocol & string>(type: Type, ...payload: Payload<Protocol[Type]>): Promise<void>;

  /**
   * Sends a message like {@link ActorRef.send} and resolves with the handler's reply.
   *
   * It rejects with the very error that the handler threw or refused with (`wasRefused(error)` tells which); every
   * other failure is an `ActorError`: the codes of `send`, `ASK_TIMEOUT`, `UNKNOWN_MESSAGE`, and `HOST_LOST` when the actor's host
   * died. It never outlives the other side.
   */
  ask<Type extends keyof Protocol & string>(
    type: Type,
    ...payload: Payload<Protocol[Type]>
  ): Promise<Reply<Protocol[Type]>>;

  /** The same ref, with these options for its `send` and `ask`. */
  with(options: WaitOptions): ActorRef<Protocol>;
}

/** What `spawn` returns: a ref that its supervisor can also stop, kill and wait for. To others it crosses as the ref. */
export interface Child<Protocol, Result = unknown> extends ActorRef<Protocol>, AsyncDisposable {
  /** Lets it handle the message in hand, then ends it and its children; resolves with how it ended. */
  stop(options?: StopOptions): Promise<Exit<Result>>;
  /** Ends it and its children now: nothing is awaited, no hook runs. An inline busy loop cannot be killed. */
  kill(): Promise<Exit<Result>>;
  /**
   * Resolves when all that its mailbox had accepted before the call has been handled: Python's `join`, for an actor. What it puts
   * aside (`ctx.stash`) does not count.
   *
   * @throws {ActorError} `FINISHED`, `STOPPED`, `KILLED`, `CRASHED`, `HOST_LOST` if that was to become dead letters instead.
   */
  idle(): Promise<void>;
  /** Resolves once it has ended for good; a restart is no end. */
  readonly exited: Promise<Exit<Result>>;
}

/** The same, and who waits: plain code keeps the process alive while it does, an actor leaves that to its system. */
export interface Wait extends WaitOptions {
  readonly isPlain?: boolean;
}

/** The end of a path to an actor: its inbox on this host, or an outlet towards another one. */
export interface Target {
  /** The number of the host on which the actor is known to live. */
  readonly host: number;
  readonly rules: MailboxRules;
  tell(type: string, payload: unknown, meta?: Meta): void;
  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void>;
  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown>;
}

/** The same for whoever passes messages on to an actor that it supervises. */
export interface Forwarder extends Target {
  /**
   * Sends a message whose outcome is the receipt's, past all limits: now, or (false) not at all.
   *
   * @throws {ActorError} `NOT_SENDABLE`; nothing was sent then.
   */
  forward(type: string, payload: unknown, receipt: Forwarded, meta?: Meta): boolean;
  /** Whether what was forwarded has been started, if that can be told from here. */
  wasStarted(receipt: Forwarded): boolean;
  /** Has what was forwarded and not started come back (`takeBack`), however busy the actor is, if that can be told from here. */
  recall(): void;
  /** Whether nothing may be forwarded yet, since what was recalled is still on its way. */
  readonly isRecalling: boolean;
}

const NO_OPTIONS: Wait = {};

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see defineAddress()
export interface Ref extends Addressed {}
/** The one implementation of {@link ActorRef}: an identity and a target. */
export class Ref implements ActorIdentity {
  static {
    defineAddress(Ref.prototype, (ref) => ref.#address());
  }

  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly #target: Target;
  readonly #wait: Wait;

  constructor(identity: ActorIdentity, target: Target, wait: Wait = NO_OPTIONS) {
    this.id = identity.id;
    this.name = identity.name;
    this.path = identity.path;
    this.#target = target;
    this.#wait = wait;
  }

  tell(type: string, payload?: unknown): void {
    if (typeof type !== "string") throw this.#badType(type);
    this.#target.tell(type, payload);
  }

  send(type: string, payload?: unknown): Promise<void> {
    if (typeof type !== "string") return Promise.reject(this.#badType(type));
    return this.#target.send(type, payload, this.#wait);
  }

  ask(type: string, payload?: unknown): Promise<any> {
    if (typeof type !== "string") return Promise.reject(this.#badType(type));
    return this.#target.ask(type, payload, this.#wait);
  }

  with(options: WaitOptions): Ref {
    checkWaitOptions(this.path, options);
    return new Ref(this, this.#target, { ...this.#wait, ...options });
  }

  #badType(type: unknown): ActorError {
    const message = `Cannot send a message to actor "${this.path}": its type must be a text, not ${show(type)}`;
    return new ActorError("BAD_OPTION", message);
  }

  #address(): Address {
    const { host, rules } = this.#target;
    const mailbox = rules === ordinaryMailbox ? undefined : rules;
    return { id: this.id, name: this.name, path: this.path, host, mailbox };
  }
}
