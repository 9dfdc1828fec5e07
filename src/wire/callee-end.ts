import type { BatchReply } from "../cell/batch.ts";
import type { Closure } from "../cell/closure.ts";
import type { Inbox } from "../cell/inbox.ts";
import type { Traffic } from "../cell/traffic.ts";
import type { Env } from "../core/env.ts";
import { ActorError, toError } from "../core/errors.ts";
import { withoutUnsendable } from "./batch-reply.ts";
import { encode, encodeError } from "./codec/encode.ts";
import { brokenFrame } from "./codec/format.ts";
import { Inlet } from "./inlet.ts";
import { COUNTERS, LANES_PER_PAGE, RECALLED_FROM } from "./lanes.ts";
import type { Tally } from "./codec/outgoing-frame.ts";
import type { Link } from "./link.ts";
import type { Marks } from "./marks.ts";
import { Numbered } from "./numbered.ts";
import { QuickTypes } from "./quick-types.ts";
import { CLOSED, COUNTS, FAIL, REFUSE, REPLY, RETURN, ROOM_AGAIN, TIMED, UNREAD, UNTOLD_COUNTS } from "./protocol.ts";
import { RemoteAsk } from "./remote-ask.ts";
import { RemoteSend } from "./remote-send.ts";
import { StartMark } from "./start-mark.ts";

/** How one is answered that is not handled, or whose handler has failed. */
type Failure = typeof FAIL | typeof REFUSE | typeof UNREAD;

/** What the end of a link needs of its host. */
export interface CalleeScope {
  readonly env: Env;
  readonly traffic: Traffic;
  /** Of what this host starts, for those that do not see its counters. */
  readonly marks: Marks | undefined;
  /** Counts when the event that is reported next is out: it is not lost any more should this host die. */
  whenReported(tally: Tally, count: number): void;
}

/** The end of a link at which messages arrive for actors of this host. */
export class CalleeEnd {
  readonly #caller: number;
  readonly #link: Link;
  readonly #scope: CalleeScope;
  readonly #pages: Int32Array[] = [];
  readonly #inlets: (Inlet | undefined)[] = [];
  /** Of each lane, for one user of it after another; and how many users there were, see `Lanes`. */
  readonly #marks: StartMark[] = [];
  #opened = 0;
  /** Those at the other end that wait for an answer. */
  readonly #asks = new Numbered<RemoteAsk | RemoteSend>();
  #areCountsTold = false;
  readonly #untold = new Set<Inlet>();
  #untoldCount = 0;
  #now = 0;
  #isNowFresh = false;
  readonly #quick = new QuickTypes();

  /** `caller` is the host at the other end. */
  constructor(caller: number, link: Link, scope: CalleeScope) {
    this.#caller = caller;
    this.#link = link;
    this.#scope = scope;
  }

  /** Without memory that both ends share, what is counted is told. */
  addPage(memory: SharedArrayBuffer | undefined): void {
    this.#areCountsTold = memory === undefined;
    this.#pages.push(memory === undefined ? new Int32Array(LANES_PER_PAGE * COUNTERS) : new Int32Array(memory));
  }

  open(lane: number, inbox: Inbox): Inlet {
    const page = this.#pages[Math.floor(lane / LANES_PER_PAGE)];
    if (page === undefined) throw brokenFrame(`lane ${lane} has no page`);
    const at = (lane % LANES_PER_PAGE) * COUNTERS;
    const counters = page.subarray(at, at + COUNTERS);
    if (this.#areCountsTold) counters.fill(0); // shared ones the caller has set to 0 before it opened the lane
    this.#opened += 1;
    const inlet = new Inlet(this, lane, inbox, counters, this.#scope.traffic, this.#markOf(lane));
    this.#inlets[lane] = inlet;
    return inlet;
  }

  inlet(lane: number): Inlet {
    const inlet = this.#inlets[lane];
    if (inlet === undefined) throw brokenFrame(`lane ${lane} is not open`);
    return inlet;
  }

  ask(inlet: Inlet, ask: number, type: string, isForwarded: boolean): RemoteAsk {
    const receipt = new RemoteAsk(this, inlet, ask, type, isForwarded);
    this.#asks.set(ask, receipt);
    return receipt;
  }

  /** What answers a send; undefined if its sender knows already that it is accepted. */
  answerTo(ask: number): RemoteSend | undefined {
    if (ask === 0) return undefined;
    const answer = new RemoteSend(this, ask);
    this.#asks.set(ask, answer);
    return answer;
  }

  cancel(ask: number): void {
    const receipt = this.#asks.take(ask);
    // A pool is told all the same what becomes of it: its worker is busy with that until then.
    if (receipt instanceof RemoteAsk && receipt.isForwarded) this.#asks.set(ask, receipt);
    receipt?.giveUp();
  }

  /** A pool has it back; it counts for `unstarted`, if it had not been started, when the pool can know. */
  giveBack(ask: number, unstarted: Inlet | undefined): void {
    if (this.#asks.take(ask) === undefined) return;
    const { frame } = this.#link;
    if (unstarted !== undefined) this.#link.tally(unstarted, 1);
    frame.items.push(RETURN, ask);
    this.#link.wrote();
  }

  /** Every asker at the other end is dead. */
  lose(): void {
    const asks = this.#asks.takeAll();
    for (const mark of this.#marks) mark.close();
    this.#pages.length = this.#inlets.length = this.#marks.length = 0;
    this.#untold.clear();
    for (const ask of asks) ask.giveUp();
  }

  /** The counters of a lane have changed. */
  counted(inlet: Inlet): void {
    if (!this.#areCountsTold) return;
    if (this.#untold.size === 0) this.#scope.env.afterTurn(this.tellCounts);
    this.#untold.add(inlet);
    this.#untoldCount += 1;
    if (this.#untoldCount < UNTOLD_COUNTS) return;
    this.tellCounts(); // should this process die now, no more than those may have been started unknown to the caller
    this.#link.flush();
  }

  // What its inlets and asks say to the caller.

  whenReported(tally: Tally, count: number): void {
    this.#scope.whenReported(tally, count);
  }

  roomAgain(lane: number): void {
    this.#link.frame.items.push(ROOM_AGAIN, lane);
    this.#link.wrote();
  }

  closed(lane: number, { reason, cause }: Closure): void {
    const { frame } = this.#link;
    frame.items.push(CLOSED, lane, reason);
    encodeError(cause, frame);
    this.#link.wrote();
  }

  /** What was forwarded starts: now, or when the one before has ended, if in this turn. */
  jobStarts(type: string): number {
    // Replies leave at the end of the turn, but not of one that may take long, or end this host.
    if (!this.#quick.has(type)) this.#link.flush();
    return this.#isNowFresh ? this.#now : this.#lookAtClock();
  }

  /** Returns how many ms it took; nothing if it was not forwarded, or had not started. */
  jobEnds(type: string, startedAt: number | undefined): number | undefined {
    if (startedAt === undefined) return undefined;
    const tookMs = this.#lookAtClock() - startedAt;
    this.#quick.note(type, tookMs);
    return tookMs;
  }

  /** `tookMs` for what was forwarded. */
  reply(ask: number, value: unknown, tookMs?: number): void {
    if (this.#asks.take(ask) === undefined) return; // nobody waits any more
    const refusal = this.#writeReply(ask, value, tookMs);
    if (refusal !== undefined) this.#writeFailure(ask, refusal, FAIL);
  }

  /** The same for many values: those that cannot cross fail, and the others arrive. */
  replyBatch(ask: number, reply: BatchReply, tookMs: number): void {
    if (this.#asks.take(ask) === undefined || this.#writeReply(ask, reply, tookMs) === undefined) return;
    const refusal = this.#writeReply(ask, withoutUnsendable(reply, this.#link.frame), tookMs);
    if (refusal !== undefined) this.#writeFailure(ask, refusal, FAIL);
  }

  fail(ask: number, error: Error, kind: Failure): void {
    if (this.#asks.take(ask) !== undefined) this.#writeFailure(ask, error, kind);
  }

  /** A send that was called off had no place yet, and never will. */
  calledOff(ask: number): void {
    if (this.#link.isClosed) return;
    this.#writeFailure(ask, new ActorError("ABORTED", "Cannot deliver a message: its sender no longer waits"), FAIL);
  }

  #lookAtClock(): number {
    if (!this.#isNowFresh) this.#scope.env.afterTurn(this.#forgetNow);
    this.#isNowFresh = true;
    this.#now = this.#scope.env.clock.now();
    return this.#now;
  }

  #markOf(lane: number): StartMark | undefined {
    const { marks, env } = this.#scope;
    if (marks === undefined || !this.#areCountsTold) return undefined;
    const mark = (this.#marks[lane] ??= new StartMark(marks, this.#caller, lane, env.clock));
    mark.open(this.#opened);
    return mark;
  }

  /** Says what has been counted, where that is not seen; due at the end of each turn. */
  readonly tellCounts = (): void => {
    this.#untoldCount = 0;
    for (const { lane, counters } of this.#untold) {
      this.#link.frame.items.push(COUNTS, lane, ...counters.subarray(0, RECALLED_FROM)); // the last one is the caller's own
      this.#link.wrote();
    }
    this.#untold.clear();
  };

  /** Returns why it cannot cross, if it cannot: then nothing was written. */
  #writeReply(ask: number, value: unknown, tookMs: number | undefined): Error | undefined {
    const { frame } = this.#link;
    const start = frame.items.length;
    try {
      if (tookMs === undefined) frame.items.push(REPLY, ask);
      else frame.items.push(TIMED, ask, Math.round(tookMs * 1_000));
      encode(value, frame, "reply");
    } catch (thrown) {
      frame.items.length = start;
      return toError(thrown);
    }
    this.#link.wrote();
    return undefined;
  }

  #writeFailure(ask: number, error: Error, kind: Failure): void {
    const { frame } = this.#link;
    frame.items.push(kind, ask);
    encodeError(error, frame);
    this.#link.wrote();
  }

  readonly #forgetNow = (): void => {
    this.#isNowFresh = false;
  };
}
