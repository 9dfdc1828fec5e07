import type { Pending } from "../cell/pending.ts";
import type { MailboxRules } from "../core/mailbox-options.ts";
import type { Forwarded, Meta } from "../core/receipt.ts";
import type { ActorIdentity } from "../core/ref.ts";
import type { CallerEnd } from "./caller-end.ts";
import { creditOf } from "./credit.ts";
import type { HeldMessage, MessageKind } from "./held-message.ts";
import type { Outlet } from "./outlet.ts";
import { FORWARD, UNTOLD_COUNTS } from "./protocol.ts";

/** What was recalled, from the first message to the last, and what may come back before those. */
interface Recall {
  readonly from: number;
  readonly to: number;
  readonly undecided: readonly Forwarded[];
}

/** One lane where it begins: what was written to it, and how much more may be. */
export class OutgoingLane {
  readonly #line: CallerEnd;
  readonly #lane: number;
  readonly #hasCapacity: boolean;
  readonly #credit: number;
  /** Messages written to it, modulo 2 ** 32. */
  #written = 0;
  #isRoomWanted = false;
  /** The first and the last message of those that were recalled, while they are on their way. */
  #recalled: Recall | undefined = undefined;

  constructor(line: CallerEnd, user: Outlet, { id, path }: ActorIdentity, { capacity }: MailboxRules) {
    this.#line = line;
    this.#lane = line.lanes.open(user, id, path);
    this.#hasCapacity = capacity !== Infinity;
    this.#credit = creditOf(capacity);
  }

  get host(): number {
    return this.#line.host;
  }

  /** How many of its messages wait over there, or are on the way. */
  get unstarted(): number {
    return (this.#written - this.#line.lanes.started(this.#lane)) | 0;
  }

  /** Of those how many may have been started all the same: the count of another process is a little old. */
  get maybeStarted(): number {
    return this.#line.lanes.isShared ? 0 : Math.min(this.unstarted, UNTOLD_COUNTS);
  }

  /** How many of them were not handled, when the callee is dead, and are not their senders' again. */
  get undelivered(): number {
    const { lanes } = this.#line;
    const waiting = this.unstarted + this.stashed - lanes.takenBack(this.#lane);
    if (this.#recalled === undefined) return waiting;
    const first = Math.max(0, (lanes.started(this.#lane) + 1 - this.#recalled.from) | 0);
    return waiting - Math.max(0, ((this.#recalled.to + 1 - this.#recalled.from) | 0) - first);
  }

  /** How many the actor has put aside. */
  get stashed(): number {
    return this.#line.lanes.stashed(this.#lane);
  }

  /** Whether one more may be under way. Where there is a capacity, those that have their place in the mailbox no longer are. */
  get hasCredit(): boolean {
    if (!this.#hasCapacity) return this.unstarted < this.#credit;
    return ((this.#written - this.#line.lanes.decided(this.#lane)) | 0) < this.#credit;
  }

  /** @throws {ActorError} `NOT_SENDABLE`; nothing was sent then. */
  write(kind: MessageKind, type: string, payload: unknown, pending: Pending | undefined, meta: Meta | undefined): void {
    this.#line.write(this.#lane, kind, type, payload, pending, meta);
    this.#written = (this.#written + 1) | 0;
  }

  /** @throws {ActorError} `NOT_SENDABLE`; nothing was sent then. */
  forward(type: string, payload: unknown, receipt: Forwarded, meta: Meta | undefined): void {
    this.#line.write(this.#lane, FORWARD, type, payload, receipt, meta);
    this.#written = (this.#written + 1) | 0;
    receipt.lane = this.#lane;
    receipt.place = this.#written;
  }

  wasStarted({ place }: Forwarded): boolean {
    return this.#line.lanes.hasStarted(this.#lane, place);
  }

  /** Takes back what was forwarded and not started, as soon as it is known what that is. */
  recall(): void {
    if (!this.#line.lanes.canRecall || this.isRecalling) return;
    const none: Recall = { from: (this.#written + 1) | 0, to: this.#written, undecided: [] };
    this.#recalled = none;
    this.#line.recall(this.#lane, (from, undecided) => {
      if (this.#recalled !== none) return false; // all of it has been started meanwhile
      this.#recalled = { from, to: this.#written, undecided };
      return true;
    });
  }

  get isRecalling(): boolean {
    if (this.#recalled === undefined) return false;
    const { to, undecided } = this.#recalled;
    if (!this.#line.lanes.wasStarted(this.#lane, to)) return true;
    if (undecided.some((forwarded) => this.#line.isUnderWay(forwarded))) return true;
    this.#recalled = undefined;
    this.#line.lanes.endRecall(this.#lane);
    return false;
  }

  writeHeld(message: HeldMessage, isAwaited: boolean): void {
    this.#line.writeHeld(this.#lane, message, isAwaited);
    this.#written = (this.#written + 1) | 0;
  }

  /** Has the callee say when there is room for some of those that wait; one notice lets many leave. */
  wantRoom(waiting: number): void {
    if (this.#isRoomWanted) return;
    this.#isRoomWanted = true;
    const batch = Math.min(waiting, Math.ceil(this.#credit / 4));
    this.#line.want(this.#lane, (this.#written - this.#credit + batch) | 0);
  }

  roomAgain(): void {
    this.#isRoomWanted = false;
  }
}
