import { undeliverable, type Closure } from "../cell/closure.ts";
import type { Inbox } from "../cell/inbox.ts";
import { Pending } from "../cell/pending.ts";
import { LocalSender } from "../cell/sender.ts";
import { ordinaryMailbox, type MailboxRules } from "../core/mailbox-options.ts";
import type { Forwarded, Meta } from "../core/receipt.ts";
import type { ActorIdentity, Forwarder, Wait } from "../core/ref.ts";
import { reasonOf, whenFull } from "../mailbox/overflow.ts";
import type { CallerEnd } from "./caller-end.ts";
import { HeldMessage, type MessageKind } from "./held-message.ts";
import { OutgoingLane } from "./outgoing-lane.ts";
import type { OutletScope } from "./outlet-scope.ts";
import { ASK, SEND, TELL } from "./protocol.ts";
import { Undelivered } from "./undelivered.ts";
import { WaitingRow } from "./waiting-row.ts";

/** Says that it is not known on which host an actor lives. */
export const UNPLACED = -1;

const DROPPED: Closure = { reason: reasonOf.replace };

/**
 * The way from this host to one actor on another.
 *
 * What cannot leave yet waits here in one row, encoded: everything while the actor has no place (its host died, or is being
 * linked), and what needs a credit that is used up. So it leaves in the order in which it was sent.
 */
export class Outlet implements Forwarder {
  readonly identity: ActorIdentity;
  /** What holds for the actor's mailbox, as far as is known: its home has the last word. */
  rules: MailboxRules;
  readonly #scope: OutletScope;
  readonly #waiting = new WaitingRow();
  readonly #undelivered: Undelivered;
  #lane: OutgoingLane | undefined = undefined;
  /** Instead of a lane: a restart has brought the actor to this host. */
  #here: Inbox | undefined = undefined;
  #whenPlaced: ((host: number | undefined) => void)[] = [];
  #closure: Closure | undefined = undefined;

  constructor(identity: ActorIdentity, scope: OutletScope, rules: MailboxRules = ordinaryMailbox) {
    this.identity = identity;
    this.#scope = scope;
    this.rules = rules;
    this.#undelivered = new Undelivered(identity.path, scope);
  }

  get host(): number {
    return this.#here?.host ?? this.#lane?.host ?? UNPLACED;
  }

  /** Why the actor takes no more; undefined while it may. */
  get closure(): Closure | undefined {
    return this.#closure;
  }

  /** How many that were told wait here. */
  get tellsWaiting(): number {
    return this.#waiting.tells;
  }

  /** Whether anything waits here, for a place or for room. */
  get isAnyWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get isAccounted(): boolean {
    return this.#lane === undefined || (this.#lane.unstarted === 0 && this.#lane.stashed === 0);
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    if (this.#here !== undefined) return this.#here.tell(type, payload, meta);
    if (this.#closure !== undefined) this.#undelivered.lose(this.#closure, type, payload);
    else if (this.#lane === undefined || this.#waiting.tells > 0) this.#holdTell(type, payload, meta);
    else if (this.rules.capacity === Infinity || this.#lane.hasCredit)
      this.#lane.write(TELL, type, payload, undefined, meta);
    else this.#holdTell(type, payload, meta);
    this.#scope.traffic.sent += 1;
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    if (this.#here !== undefined) return this.#here.send(type, payload, wait, meta);
    const lane = this.#freeLane;
    if (lane === undefined || this.#isAnswered || wait.signal !== undefined) {
      return this.#wait(SEND, type, payload, wait, meta) as Promise<void>;
    }
    try {
      lane.write(SEND, type, payload, undefined, meta);
    } catch (thrown) {
      return Promise.reject(thrown); // NOT_SENDABLE
    }
    this.#scope.traffic.sent += 1;
    return this.#scope.runQueue.soon();
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    if (this.#here !== undefined) return this.#here.ask(type, payload, wait, meta);
    return this.#wait(ASK, type, payload, wait, meta);
  }

  forward(type: string, payload: unknown, receipt: Forwarded, meta?: Meta): boolean {
    if (this.#here !== undefined) return this.#here.forward(type, payload, receipt, meta);
    if (this.#lane === undefined || this.#closure !== undefined || this.#waiting.length > 0) return false;
    this.#lane.forward(type, payload, receipt, meta);
    this.#scope.traffic.sent += 1;
    return true;
  }

  wasStarted(receipt: Forwarded): boolean {
    return this.#lane?.wasStarted(receipt) === true;
  }

  recall(): void {
    if (this.#closure === undefined) this.#lane?.recall();
  }

  get isRecalling(): boolean {
    return this.#closure === undefined && this.#lane?.isRecalling === true;
  }

  /** Calls `run` with the actor's host, when it has one; with nothing if it has ended. */
  whenPlaced(run: (host: number | undefined) => void): void {
    if (this.#closure !== undefined) run(undefined);
    else if (this.host !== UNPLACED) run(this.host);
    else this.#whenPlaced.push(run);
  }

  /** Runs when what waits here has left, or will not; `isTellsOnly`: what was told, and so is accepted. */
  whenSent(isTellsOnly: boolean, run: () => void): void {
    this.#waiting.whenEmpty(isTellsOnly, run);
  }

  /** The actor lives at the other end of that line. */
  place(line: CallerEnd): void {
    if (this.#closure !== undefined || this.#lane !== undefined) return;
    this.#lane = new OutgoingLane(line, this, this.identity, this.rules);
    this.#admit();
    this.#sayPlaced(line.host);
  }

  placeHere(inbox: Inbox): void {
    if (this.#closure !== undefined) return;
    this.#here = inbox;
    for (const message of this.#waiting.takeAll()) this.#enter(message, inbox);
    this.#waiting.look();
    this.#sayPlaced(inbox.host);
  }

  /** The host died. What it had not started is lost; what comes now waits for the next place. */
  lost(): void {
    const lane = this.#lane;
    if (lane === undefined) return;
    this.#lane = undefined;
    this.#undelivered.bury(lane, this.#closure?.reason ?? "HOST_LOST");
  }

  /** The actor has ended. */
  close(closure: Closure): void {
    if (this.#closure !== undefined) return;
    this.#closure = closure; // the lane stays: it knows what of the messages under way has been accounted for
    this.#scope.forget(this);
    this.#undelivered.refuseAll(this.#waiting.takeAll(), closure);
    this.#waiting.look();
    this.#sayPlaced(undefined);
  }

  /** The callee has room again. */
  roomAgain(): void {
    this.#lane?.roomAgain();
    this.#admit();
    this.#scope.traffic.moved();
  }

  /** The lane, if a message that has to wait for room need not. */
  get #freeLane(): OutgoingLane | undefined {
    const lane = this.#lane;
    if (lane === undefined || this.#closure !== undefined || this.#waiting.length > 0) return undefined;
    return lane.hasCredit ? lane : undefined;
  }

  /** Whether a send is accepted only when the callee says so. */
  get #isAnswered(): boolean {
    return this.rules.overflow === "reject" || this.rules.order === "priority";
  }

  #wait(kind: typeof SEND | typeof ASK, type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { path } = this.identity;
      const pending = new Pending(this.#scope, kind === ASK ? "ask" : "send", path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (this.#closure !== undefined) return pending.reject(undeliverable(path, type, this.#closure));
      const isAwaited = this.#isAwaited(kind);
      const lane = this.#freeLane;
      try {
        if (lane === undefined) {
          return this.#queue(new HeldMessage(this.#scope.newFrame(), kind, type, payload, pending, meta));
        }
        lane.write(kind, type, payload, isAwaited ? pending : undefined, meta);
      } catch (thrown) {
        return pending.reject(thrown as Error); // NOT_SENDABLE
      }
      this.#scope.traffic.sent += 1;
      if (!isAwaited) pending.resolve(undefined);
    });
  }

  /** Whether its sender waits for what the callee says. */
  #isAwaited(kind: MessageKind): boolean {
    return kind === ASK || (kind === SEND && this.#isAnswered);
  }

  /** Waits for a credit, as far as the mailbox has places; what is dropped, is dropped as near as possible. */
  #holdTell(type: string, payload: unknown, meta: Meta | undefined): void {
    const { capacity, overflow } = this.rules;
    const fate = whenFull[overflow].told;
    const others = fate === "replace" ? this.#waiting.length : this.#waiting.tells + (this.#lane?.unstarted ?? 0);
    const isFull = others >= capacity;
    if (isFull && fate !== "replace") return this.#undelivered.lose({ reason: reasonOf[fate] }, type, payload);
    const message = new HeldMessage(this.#scope.newFrame(), TELL, type, payload, undefined, meta);
    if (isFull) this.#dropOldest();
    this.#queue(message);
  }

  #dropOldest(): void {
    const oldest = this.#waiting.next();
    if (oldest === undefined) return;
    const { kind, type, pending } = oldest;
    if (kind !== TELL) this.#scope.traffic.sent += 1; // it was accepted, and lost its place at once
    if (kind === ASK) pending?.reject(undeliverable(this.identity.path, type, DROPPED));
    else pending?.resolve(undefined);
    this.#undelivered.lose(DROPPED, type, oldest.shownPayload(this.#scope));
  }

  #queue(message: HeldMessage): void {
    if (this.#closure !== undefined) return this.#undelivered.refuse(message, this.#closure); // a getter in it has ended the actor
    this.#waiting.add(message);
    this.#lane?.wantRoom(this.#waiting.length);
  }

  #admit(): void {
    const lane = this.#lane;
    if (lane === undefined) return;
    const needsCredit = ({ kind }: HeldMessage): boolean => kind !== TELL || this.rules.capacity !== Infinity;
    for (let message = this.#waiting.first; message !== undefined; message = this.#waiting.first) {
      if (needsCredit(message) && !lane.hasCredit) break;
      this.#waiting.next();
      this.#leave(message, lane);
    }
    if (this.#waiting.length > 0) lane.wantRoom(this.#waiting.length);
    this.#waiting.look();
  }

  #leave(message: HeldMessage, lane: OutgoingLane): void {
    const { kind, pending } = message;
    const isAwaited = this.#isAwaited(kind);
    try {
      lane.writeHeld(message, isAwaited);
    } catch (thrown) {
      return this.#undelivered.fail(message, thrown as Error);
    }
    if (kind !== TELL) this.#scope.traffic.sent += 1;
    if (!isAwaited) pending?.resolve(undefined);
  }

  #enter(message: HeldMessage, inbox: Inbox): void {
    const { traffic } = this.#scope;
    const { kind, type, pending, meta } = message;
    let payload: unknown;
    try {
      payload = message.payload(this.#scope);
    } catch (thrown) {
      return this.#undelivered.fail(message, thrown as Error);
    }
    if (pending !== undefined) {
      return inbox.enter(new LocalSender(type, payload, kind === ASK ? pending : undefined, meta, pending, traffic));
    }
    traffic.sent -= 1; // it was for another host when it was told
    inbox.tell(type, payload, meta);
  }

  #sayPlaced(host: number | undefined): void {
    const waiting = this.#whenPlaced;
    this.#whenPlaced = [];
    for (const run of waiting) run(host);
    this.#scope.traffic.moved();
  }
}
