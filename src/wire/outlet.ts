import { DeadLetters, type DeadLetterScope } from "../cell/dead-letters.ts";
import { undeliverable, ROOM, type Closure, type Inbox } from "../cell/inbox.ts";
import type { Meta } from "../core/receipt.ts";
import type { ActorIdentity, Target, Wait } from "../core/ref.ts";
import { Pending, type PendingScope } from "../cell/pending.ts";
import { WaitingSenders } from "../mailbox/senders.ts";
import type { CallerEnd } from "./caller-end.ts";
import type { OutgoingFrame } from "./codec/outgoing-frame.ts";
import type { DecodeScope } from "./codec/scope.ts";
import { HeldMessage } from "./held-message.ts";

/** Says that it is not known on which host an actor lives. */
export const UNPLACED = -1;

/** What an outlet needs of its host. */
export interface OutletScope extends PendingScope, DecodeScope, DeadLetterScope {
  /** A frame for a message that has no way yet. */
  newFrame(): OutgoingFrame;
  /** The outlet is of no more use to new refs. */
  forget(outlet: Outlet): void;
}

/**
 * The way from this host to one actor on another.
 *
 * While the actor has no place (its host died, or is being linked), messages wait here, encoded. When it has one, they
 * leave in order, before any that is sent later.
 */
export class Outlet implements Target {
  readonly identity: ActorIdentity;
  readonly #scope: OutletScope;
  #line: CallerEnd | undefined = undefined;
  #lane = 0;
  /** Instead of a line: a restart has brought the actor to this host. */
  #here: Inbox | undefined = undefined;
  /** Messages written to the lane, modulo 2 ** 32. */
  #accepted = 0;
  #held: HeldMessage[] = [];
  readonly #senders = new WaitingSenders<HeldMessage>();
  #isRoomWanted = false;
  #whenPlaced: ((host: number | undefined) => void)[] = [];
  #closure: Closure | undefined = undefined;
  #deadLetters: DeadLetters | undefined = undefined;

  constructor(identity: ActorIdentity, scope: OutletScope) {
    this.identity = identity;
    this.#scope = scope;
  }

  get host(): number {
    return this.#here?.host ?? this.#line?.host ?? UNPLACED;
  }

  get isClosed(): boolean {
    return this.#closure !== undefined;
  }

  /** Messages wait here for the actor to have a place. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  get isAccounted(): boolean {
    return this.#onLane() === 0 && (this.#line === undefined || this.#line.lanes.stashed(this.#lane) === 0);
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    if (this.#here !== undefined) return this.#here.tell(type, payload, meta);
    if (this.#deadLetters !== undefined) return this.#deadLetters.add(type, payload);
    this.#accept(type, payload, undefined, meta);
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    if (this.#here !== undefined) return this.#here.send(type, payload, wait, meta);
    return this.#wait("send", type, payload, wait, meta) as Promise<void>;
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    if (this.#here !== undefined) return this.#here.ask(type, payload, wait, meta);
    return this.#wait("ask", type, payload, wait, meta);
  }

  /** Calls `run` with the actor's host, when it has one; with nothing if it has ended. */
  whenPlaced(run: (host: number | undefined) => void): void {
    if (this.#closure !== undefined) run(undefined);
    else if (this.host !== UNPLACED) run(this.host);
    else this.#whenPlaced.push(run);
  }

  /** The actor lives at the other end of that line. */
  place(line: CallerEnd): void {
    if (this.#closure !== undefined || this.#line !== undefined) return;
    this.#line = line;
    this.#lane = line.lanes.open(this, this.identity.id, this.identity.path);
    this.#accepted = 0;
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.#leave(message, line);
    this.#admit();
    this.#sayPlaced(line.host);
  }

  placeHere(inbox: Inbox): void {
    if (this.#closure !== undefined) return;
    this.#here = inbox;
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.#enter(message, inbox);
    for (let message = this.#senders.next(); message !== undefined; message = this.#senders.next()) {
      this.#enter(message, inbox);
      if (!message.isAsk) message.pending?.resolve(undefined);
    }
    this.#sayPlaced(inbox.host);
  }

  /** The host died. What it had not started is lost; what comes now waits for the next place. */
  lost(): void {
    const stashed = this.#line?.lanes.stashed(this.#lane) ?? 0;
    const count = this.#onLane() + stashed;
    this.#line = undefined;
    this.#isRoomWanted = false;
    if (count === 0) return;
    const reason = this.#closure?.reason ?? "HOST_LOST";
    this.#scope.events.emit("deadletter", { to: this.identity.path, reason, count, maybeHandled: false });
  }

  /** The actor has ended. */
  close(closure: Closure): void {
    if (this.#closure !== undefined) return;
    const deadLetters = new DeadLetters(this.identity.path, closure.reason, this.#scope);
    this.#deadLetters = deadLetters;
    this.#closure = closure; // the line stays: it knows what of the messages under way has been accounted for
    this.#scope.forget(this);
    const held = this.#held;
    this.#held = [];
    for (const message of held) {
      message.pending?.reject(undeliverable(this.identity.path, message.type, closure));
      deadLetters.add(message.type, message.payload(this.#scope));
    }
    deadLetters.tellCount();
    for (let message = this.#senders.next(); message !== undefined; message = this.#senders.next()) {
      message.pending?.reject(undeliverable(this.identity.path, message.type, closure));
    }
    this.#sayPlaced(undefined);
  }

  /** The callee has room again. */
  roomAgain(): void {
    this.#isRoomWanted = false;
    this.#admit();
  }

  #wait(verb: "send" | "ask", type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { path } = this.identity;
      const pending = new Pending(this.#scope, verb, path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (this.#closure !== undefined) return pending.reject(undeliverable(path, type, this.#closure));
      const isAsk = verb === "ask";
      try {
        if (!this.#hasRoom()) return this.#queue(this.#hold(type, payload, pending, isAsk, meta));
        this.#accept(type, payload, isAsk ? pending : undefined, meta);
      } catch (thrown) {
        return pending.reject(thrown as Error); // NOT_SENDABLE
      }
      if (!isAsk) pending.resolve(undefined);
    });
  }

  #accept(type: string, payload: unknown, ask: Pending | undefined, meta: Meta | undefined): void {
    if (this.#line === undefined) {
      this.#held.push(this.#hold(type, payload, ask, ask !== undefined, meta));
    } else {
      this.#line.write(this.#lane, type, payload, ask, meta);
      this.#accepted = (this.#accepted + 1) | 0;
    }
  }

  #hold(
    type: string,
    payload: unknown,
    pending: Pending | undefined,
    isAsk: boolean,
    meta: Meta | undefined,
  ): HeldMessage {
    return new HeldMessage(this.#scope.newFrame(), type, payload, pending, isAsk, meta);
  }

  /** How many messages of this host wait for the actor. */
  #waiting(): number {
    return this.#line === undefined ? this.#held.length : this.#onLane();
  }

  #onLane(): number {
    return this.#line === undefined ? 0 : (this.#accepted - this.#line.lanes.started(this.#lane)) | 0;
  }

  #hasRoom(): boolean {
    return this.#senders.length === 0 && this.#waiting() < ROOM;
  }

  #queue(message: HeldMessage): void {
    this.#senders.add(message);
    message.pending?.onGivenUp(() => this.#senders.remove(message));
    this.#wantRoom();
  }

  #wantRoom(): void {
    if (this.#line === undefined || this.#isRoomWanted || this.#senders.length === 0) return;
    this.#isRoomWanted = true;
    const batch = Math.min(this.#senders.length, ROOM / 4); // one notice lets many in
    this.#line.want(this.#lane, (this.#accepted - ROOM + batch) | 0);
  }

  #admit(): void {
    while (this.#waiting() < ROOM) {
      const message = this.#senders.next();
      if (message === undefined) return;
      if (this.#line === undefined) this.#held.push(message);
      else this.#leave(message, this.#line);
      if (!message.isAsk) message.pending?.resolve(undefined);
    }
    this.#wantRoom();
  }

  #leave(message: HeldMessage, line: CallerEnd): void {
    line.writeHeld(this.#lane, message);
    this.#accepted = (this.#accepted + 1) | 0;
  }

  #sayPlaced(host: number | undefined): void {
    const waiting = this.#whenPlaced;
    this.#whenPlaced = [];
    for (const run of waiting) run(host);
  }

  #enter(message: HeldMessage, inbox: Inbox): void {
    const receipt = message.isAsk ? message.pending : undefined;
    inbox.accept(message.type, message.payload(this.#scope), receipt, message.meta);
  }
}
