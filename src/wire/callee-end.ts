import type { Closure, Inbox } from "../cell/inbox.ts";
import { toError } from "../core/errors.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import { encode, encodeError } from "./codec/encode.ts";
import { brokenFrame } from "./codec/format.ts";
import { COUNTERS, LANES_PER_PAGE } from "./lanes.ts";
import type { Tally } from "./codec/outgoing-frame.ts";
import type { Link } from "./link.ts";
import { Numbered } from "./numbered.ts";
import { CLOSED, FAIL, REFUSE, REPLY, ROOM_AGAIN } from "./protocol.ts";

/** The end of a link at which messages arrive for actors of this host. */
export class CalleeEnd {
  /** Counts when the event that is reported next is out: it is not lost any more should this host die. */
  readonly whenReported: (tally: Tally, count: number) => void;
  readonly #link: Link;
  readonly #pages: Int32Array[] = [];
  readonly #inlets: (Inlet | undefined)[] = [];
  readonly #asks = new Numbered<RemoteAsk>();

  constructor(link: Link, whenReported: (tally: Tally, count: number) => void) {
    this.#link = link;
    this.whenReported = whenReported;
  }

  addPage(memory: SharedArrayBuffer): void {
    this.#pages.push(new Int32Array(memory));
  }

  open(lane: number, inbox: Inbox): Inlet {
    const page = this.#pages[Math.floor(lane / LANES_PER_PAGE)];
    if (page === undefined) throw brokenFrame(`lane ${lane} has no page`);
    const inlet = new Inlet(this, lane, inbox, page, (lane % LANES_PER_PAGE) * COUNTERS);
    this.#inlets[lane] = inlet;
    return inlet;
  }

  inlet(lane: number): Inlet {
    const inlet = this.#inlets[lane];
    if (inlet === undefined) throw brokenFrame(`lane ${lane} is not open`);
    return inlet;
  }

  ask(lane: number, ask: number): RemoteAsk {
    const receipt = new RemoteAsk(this, this.inlet(lane), ask);
    this.#asks.set(ask, receipt);
    return receipt;
  }

  cancel(ask: number): void {
    this.#asks.take(ask)?.giveUp();
  }

  /** Every asker at the other end is dead. */
  lose(): void {
    const asks = this.#asks.takeAll();
    this.#pages.length = this.#inlets.length = 0;
    for (const ask of asks) ask.giveUp();
  }

  // What its inlets and asks say to the caller.

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

  reply(ask: number, value: unknown): void {
    if (this.#asks.take(ask) === undefined) return; // nobody waits any more
    const { frame } = this.#link;
    const start = frame.items.length;
    try {
      frame.items.push(REPLY, ask);
      encode(value, frame, "reply");
    } catch (thrown) {
      frame.items.length = start;
      frame.items.push(FAIL, ask);
      encodeError(toError(thrown), frame);
    }
    this.#link.wrote();
  }

  fail(ask: number, error: Error, kind: typeof FAIL | typeof REFUSE): void {
    if (this.#asks.take(ask) === undefined) return;
    const { frame } = this.#link;
    frame.items.push(kind, ask);
    encodeError(error, frame);
    this.#link.wrote();
  }
}

/** One lane where it ends: the receipt of all told messages that come by it, and what counts for its caller. */
export class Inlet implements Receipt, Tally {
  readonly wantsReply = false;
  readonly isGivenUp = false;
  readonly inbox: Inbox;
  readonly #end: CalleeEnd;
  readonly #lane: number;
  readonly #page: Int32Array;
  readonly #at: number;
  #wanted: number | undefined = undefined;

  constructor(end: CalleeEnd, lane: number, inbox: Inbox, page: Int32Array, at: number) {
    this.#end = end;
    this.#lane = lane;
    this.inbox = inbox;
    this.#page = page;
    this.#at = at;
  }

  accept(type: string, payload: unknown, receipt: Receipt, meta: Meta | undefined): void {
    this.inbox.accept(type, payload, receipt, meta);
  }

  start(): boolean {
    if (this.inbox.closure === undefined) this.count(1);
    return true;
  }

  /** Not counted before the event is out: until then its caller reports it, should this host die. */
  buried(count: number): void {
    this.#end.whenReported(this, count);
  }

  /** Nobody but this thread writes there. */
  count(more: number): void {
    const started = ((this.#page[this.#at] as number) + more) | 0;
    this.#page[this.#at] = started;
    if (this.#wanted !== undefined && ((started - this.#wanted) | 0) >= 0) this.#sayRoom();
  }

  stash(): void {
    this.#page[this.#at + 1] = (this.#page[this.#at + 1] as number) + 1;
  }

  startAgain(): boolean {
    this.#page[this.#at + 1] = (this.#page[this.#at + 1] as number) - 1;
    if (this.inbox.closure !== undefined) this.count(-1); // it waits like any other, to be buried
    return true;
  }

  want(count: number): void {
    this.#wanted = count;
    if ((((this.#page[this.#at] as number) - count) | 0) >= 0) this.#sayRoom();
  }

  closed(closure: Closure): void {
    this.#end.closed(this.#lane, closure);
  }

  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}

  #sayRoom(): void {
    this.#wanted = undefined;
    // Messages that are buried make no room: those that wait are about to be told why.
    if (this.inbox.closure === undefined) this.#end.roomAgain(this.#lane);
  }
}

/** An ask from another host, as its receiver sees it. */
export class RemoteAsk implements Receipt {
  readonly wantsReply = true;
  isGivenUp = false;
  readonly #end: CalleeEnd;
  readonly #inlet: Inlet;
  readonly #ask: number;
  #listeners: (() => void)[] | undefined = undefined;

  constructor(end: CalleeEnd, inlet: Inlet, ask: number) {
    this.#end = end;
    this.#inlet = inlet;
    this.#ask = ask;
  }

  start(): boolean {
    return this.#inlet.start();
  }

  stash(): void {
    this.#inlet.stash();
  }

  startAgain(): boolean {
    return this.#inlet.startAgain();
  }

  buried(count: number): void {
    this.#inlet.buried(count);
  }

  resolve(value: unknown): void {
    this.#end.reply(this.#ask, value);
  }

  reject(error: Error): void {
    this.#end.fail(this.#ask, error, FAIL);
  }

  refuse(error: Error): void {
    this.#end.fail(this.#ask, error, REFUSE);
  }

  onGivenUp(listener: () => void): void {
    if (this.isGivenUp) return listener();
    (this.#listeners ??= []).push(listener);
  }

  giveUp(): void {
    this.isGivenUp = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }
}
