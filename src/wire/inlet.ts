import type { Closure } from "../cell/closure.ts";
import type { Inbox } from "../cell/inbox.ts";
import type { Traffic } from "../cell/traffic.ts";
import { ordinaryMailbox } from "../core/mailbox-options.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import { Arrival, type Answer } from "./arrival.ts";
import type { CalleeEnd } from "./callee-end.ts";
import type { Tally } from "./codec/outgoing-frame.ts";
import { RECALLED_FROM } from "./lanes.ts";
import type { StartMark } from "./start-mark.ts";

const [STARTED, STASHED, DECIDED] = [0, 1, 2];

const UNREADABLE: Closure = { reason: "NOT_SENDABLE" };

/** One lane where it ends: the receipt of all told messages that come by it, and what counts for its caller. */
export class Inlet implements Receipt, Tally {
  readonly wantsReply = false;
  readonly isReserved = false;
  readonly isGivenUp = false;
  readonly inbox: Inbox;
  readonly lane: number;
  /** Those of the lane, see `Lanes`. */
  readonly counters: Int32Array;
  readonly #end: CalleeEnd;
  readonly #traffic: Traffic;
  readonly #isOrdinary: boolean;
  readonly #hasCapacity: boolean;
  readonly #mark: StartMark | undefined;
  #wanted: number | undefined = undefined;

  /** `mark` is for a caller that does not see the counters. */
  constructor(
    end: CalleeEnd,
    lane: number,
    inbox: Inbox,
    counters: Int32Array,
    traffic: Traffic,
    mark: StartMark | undefined,
  ) {
    this.#end = end;
    this.lane = lane;
    this.inbox = inbox;
    this.counters = counters;
    this.#traffic = traffic;
    this.#mark = mark;
    this.#isOrdinary = inbox.rules === ordinaryMailbox;
    this.#hasCapacity = inbox.rules.capacity !== Infinity;
  }

  tell(type: string, payload: unknown, meta: Meta | undefined): void {
    if (this.#hasCapacity) this.decided(); // first: once it is accounted for, the lane may be another's
    this.inbox.told(type, payload, this, meta);
  }

  /** `answer` is wanted by a sender that waits to hear whether it has its place. */
  send(type: string, payload: unknown, meta: Meta | undefined, answer: Answer | undefined): void {
    if (this.#isOrdinary && answer === undefined) this.inbox.told(type, payload, this, meta);
    else this.inbox.enter(new Arrival(this, type, payload, this, meta, answer));
  }

  ask(type: string, payload: unknown, receipt: Receipt, meta: Meta | undefined): void {
    if (this.#isOrdinary) this.inbox.told(type, payload, receipt, meta);
    else this.inbox.enter(new Arrival(this, type, payload, receipt, meta, undefined));
  }

  /** One that its sender takes for accepted cannot be read. */
  unread(type: string, payload: unknown): void {
    if (this.#hasCapacity) this.decided(); // first, as above
    this.inbox.lose(this.inbox.closure ?? UNREADABLE, type, payload, this);
  }

  start(): boolean {
    if (this.inbox.closure === undefined) this.count(1);
    return true;
  }

  /** The same for a message that was forwarded: false if it was recalled before that was known. */
  startUnlessRecalled(): boolean {
    if (this.inbox.closure !== undefined) return true;
    const place = ((this.counters[STARTED] as number) + 1) | 0;
    Atomics.store(this.counters, STARTED, place); // first, see Lanes.recall()
    const from = this.#mark === undefined ? Atomics.load(this.counters, RECALLED_FROM) : this.#mark.start(place);
    this.#end.counted(this);
    if (!this.#hasCapacity) this.#look(place);
    return from === 0 || ((place - from) | 0) < 0;
  }

  /** Not counted before the event is out: until then its caller reports it, should this host die. */
  buried(count: number): void {
    this.#end.whenReported(this, count);
  }

  /** Nobody but this thread writes there. */
  count(more: number): void {
    const started = this.#add(STARTED, more);
    if (!this.#hasCapacity) this.#look(started);
  }

  stash(): void {
    this.#add(STASHED, 1);
  }

  startAgain(): boolean {
    if (this.inbox.closure !== undefined) this.count(-1); // it waits like any other, to be buried
    this.#add(STASHED, -1); // last: in between the lane must not look as if all were accounted for
    return true;
  }

  /** One more has its place in the mailbox, or will have none. */
  decided(): void {
    const decided = this.#add(DECIDED, 1);
    if (this.#hasCapacity) this.#look(decided);
  }

  /** One is not let in, and its sender has not been told that it was. */
  refused(): void {
    this.#traffic.refused += 1;
    this.decided();
    this.count(1);
  }

  want(count: number): void {
    this.#wanted = count;
    this.#look(this.counters[this.#hasCapacity ? DECIDED : STARTED] as number);
  }

  closed(closure: Closure): void {
    this.#end.closed(this.lane, closure);
  }

  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}

  #add(counter: number, more: number): number {
    const count = ((this.counters[counter] as number) + more) | 0;
    this.counters[counter] = count;
    this.#end.counted(this);
    return count;
  }

  #look(count: number): void {
    if (this.#wanted === undefined || ((count - this.#wanted) | 0) < 0) return;
    this.#wanted = undefined;
    // Messages that are buried make no room: those that wait are about to be told why.
    if (this.inbox.closure === undefined) this.#end.roomAgain(this.lane);
  }
}
