import type { Transferable } from "node:worker_threads";
import type { Addressed } from "../core/address.ts";
import type { ActorError } from "../core/errors.ts";
import type { DeadLetterReason } from "../core/events.ts";
import type { Meta } from "../core/receipt.ts";
import type { Inbox } from "../cell/inbox.ts";
import { CallerEnd } from "./caller-end.ts";
import { CalleeEnd, type CalleeScope } from "./callee-end.ts";
import { decode, decodeLeniently } from "./codec/decode.ts";
import { encode } from "./codec/encode.ts";
import { brokenFrame } from "./codec/format.ts";
import { IncomingFrame } from "./codec/incoming-frame.ts";
import { notReadable } from "./codec/refusal.ts";
import type { DecodeScope, EncodeScope } from "./codec/scope.ts";
import type { LineCounts } from "./host-counts.ts";
import { shareMemory } from "./host-number.ts";
import type { Inlet } from "./inlet.ts";
import { Link, type Transport } from "./link.ts";
import * as kind from "./protocol.ts";

/** What a peer tells its host. */
export interface PeerScope extends EncodeScope, DecodeScope, CalleeScope {
  readonly host: number;
  /** Where messages for that actor go; a closed inbox if there is none, and then the inlet is told. */
  inboxOf(id: string, path: string, opened: (inbox: Inbox) => Inlet): void;
  heard<Name extends kind.ControlName>(peer: Peer, name: Name, words: kind.ControlWords[Name]): void;
  /** The end of a line to another host has come. */
  introduced(host: number, port: unknown): void;
  /** The line is cut, or what comes from it cannot be understood. */
  broken(peer: Peer, error: unknown): void;
}

/** Another host, as this one sees it: a link, its two ends, and the words that control. */
export class Peer {
  readonly host: number;
  readonly link: Link;
  readonly caller: CallerEnd;
  readonly callee: CalleeEnd;
  /** Why nothing can be said to it any more. */
  lost: ActorError | undefined = undefined;
  readonly #scope: PeerScope;
  #whenAttached: (() => void)[] = [];
  readonly #pings = new Map<number, () => void>();
  #lastPing = 0;
  /** Messages that came from there. */
  #arrived = 0;
  /** Records: what was said past all others, and all that was heard. */
  #urgent = 0;
  #heard = 0;

  constructor(host: number, scope: PeerScope) {
    this.host = host;
    const sharesMemory = shareMemory(scope.host, host);
    this.#scope = scope;
    const codec = { sharesMemory, addressOf: (value: Addressed) => scope.addressOf(value) };
    this.link = new Link(scope.env, codec, (items) => this.#read(items));
    this.caller = new CallerEnd(host, this.link, sharesMemory, scope.env.clock);
    this.callee = new CalleeEnd(host, this.link, scope);
  }

  get counts(): LineCounts {
    const { host, link, caller } = this;
    const said = link.records + this.#urgent;
    return { host, said, heard: this.#heard, posted: caller.posted, arrived: this.#arrived };
  }

  attach(transport: Transport): void {
    this.link.attach(transport, this.#scope.host, (error) => this.#scope.broken(this, error));
    const waiting = this.#whenAttached;
    this.#whenAttached = [];
    for (const run of waiting) run();
  }

  /** Runs once the peer can be talked to, or is lost. */
  whenAttached(run: () => void): void {
    if (this.link.isAttached || this.lost !== undefined) run();
    else this.#whenAttached.push(run);
  }

  /** Says something rare, behind all messages so far. */
  say<Name extends kind.ControlName>(name: Name, words: kind.ControlWords[Name]): void {
    if (this.lost !== undefined) return; // nobody reads it
    const { frame } = this.link;
    const start = frame.items.length;
    try {
      frame.items.push(kind.CONTROL, name);
      encode(words, frame, "");
    } catch (thrown) {
      frame.items.length = start;
      throw thrown;
    }
    this.link.wrote();
  }

  /** The same, past all messages that wait. */
  sayNow<Name extends kind.ControlName>(name: Name, words: kind.ControlWords[Name]): void {
    const frame = this.link.newFrame(kind.URGENT);
    frame.items.push(kind.CONTROL, name);
    frame.isRepeatable = name === "spawn"; // a restart elsewhere says it again
    encode(words, frame, "");
    if (!isAboutCounts(name)) this.#urgent += 1;
    this.link.addUrgent(frame);
  }

  /** Resolves when it has read all that was said so far, and this side all that it had said by then; or when it is dead. */
  ping(): Promise<void> {
    if (this.lost !== undefined) return Promise.resolve();
    this.#lastPing += 1;
    const number = this.#lastPing;
    return new Promise((resolve) => {
      this.#pings.set(number, resolve);
      // Not before: messages that wait for the line leave when it is there, and are to be ahead of this.
      this.whenAttached(() => {
        if (this.lost === undefined) this.say("ping", { number });
        else this.ponged(number);
      });
    });
  }

  ponged(number: number): void {
    this.#pings.get(number)?.();
    this.#pings.delete(number);
  }

  /** Hands it the end of a line to another host. */
  introduce(host: number, port: Transferable): void {
    const frame = this.link.newFrame(kind.URGENT);
    frame.items.push(kind.PORT, host, port);
    frame.transfers.push(port);
    this.#urgent += 1;
    this.link.addUrgent(frame);
  }

  /** Reads what is left, then gives up all that depends on it, but for the outlets: they are for the host to place anew. */
  lose(error: ActorError): void {
    this.link.close();
    this.lost = error;
    const waiting = this.#whenAttached;
    this.#whenAttached = [];
    this.callee.lose();
    for (const resolve of this.#pings.values()) resolve();
    this.#pings.clear();
    for (const run of waiting) run();
  }

  #read(items: readonly unknown[]): void {
    const frame = new IncomingFrame(items, this.#scope);
    frame.at = 1;
    try {
      while (!frame.isAtEnd) this.#readRecord(frame);
    } catch (thrown) {
      this.#scope.broken(this, thrown);
    }
  }

  #readRecord(frame: IncomingFrame): void {
    const record = frame.next();
    this.#heard += 1;
    switch (record) {
      case kind.TELL:
        return this.#readTell(frame, undefined);
      case kind.SEND:
        return this.#readSend(frame, undefined);
      case kind.ASK:
      case kind.FORWARD:
        return this.#readAsk(frame, undefined, record === kind.FORWARD);
      case kind.REPLY:
        return this.#readReply(frame, frame.nextNumber(), undefined);
      case kind.TIMED: {
        const ask = frame.nextNumber();
        return this.#readReply(frame, ask, frame.nextNumber() / 1_000);
      }
      case kind.FAIL:
      case kind.REFUSE: {
        const ask = frame.nextNumber();
        const error = decodeLeniently(frame) as Error;
        const pending = this.caller.takeAsk(ask);
        return record === kind.REFUSE ? pending?.refuse(error) : pending?.reject(error);
      }
      case kind.UNREAD: {
        const ask = frame.nextNumber();
        return this.caller.unread(ask, decodeLeniently(frame) as Error);
      }
      case kind.META: {
        const meta = decode(frame, "meta") as Meta;
        const what = frame.next();
        if (what === kind.TELL) return this.#readTell(frame, meta);
        return what === kind.SEND ? this.#readSend(frame, meta) : this.#readAsk(frame, meta, what === kind.FORWARD);
      }
      case kind.RETURN:
        return this.caller.returned(frame.nextNumber());
      case kind.CANCEL:
        return this.callee.cancel(frame.nextNumber());
      case kind.WANT:
        return this.callee.inlet(frame.nextNumber()).want(frame.nextNumber());
      case kind.ROOM_AGAIN:
        return this.caller.lanes.userOf(frame.nextNumber())?.roomAgain();
      case kind.PAGE:
        return this.callee.addPage(frame.next() as SharedArrayBuffer | undefined);
      case kind.COUNTS: {
        const lane = frame.nextNumber();
        return this.caller.lanes.update(lane, frame.nextNumber(), frame.nextNumber(), frame.nextNumber());
      }
      case kind.OPEN:
        return this.#readOpen(frame);
      case kind.CLOSED:
        return this.#readClosed(frame);
      case kind.PORT:
        return this.#scope.introduced(frame.nextNumber(), frame.next());
      case kind.CONTROL: {
        const name = frame.nextString() as kind.ControlName;
        if (isAboutCounts(name)) this.#heard -= 1;
        return this.#scope.heard(this, name, (isReport(name) ? decodeLeniently(frame) : decode(frame, name)) as never);
      }
      case kind.STREAM: // known, so that no other kind takes its number, but nobody says it yet
      default:
        throw brokenFrame(`there is no record of kind ${String(record)}`);
    }
  }

  #readTell(frame: IncomingFrame, meta: Meta | undefined): void {
    const inlet = this.callee.inlet(frame.nextNumber());
    const type = frame.nextString();
    const payload = decodeLeniently(frame);
    this.#arrived += 1;
    if (frame.failure === undefined) inlet.tell(type, payload, meta);
    else inlet.unread(type, payload);
  }

  #readSend(frame: IncomingFrame, meta: Meta | undefined): void {
    const inlet = this.callee.inlet(frame.nextNumber());
    const ask = frame.nextNumber();
    const type = frame.nextString();
    const payload = decodeLeniently(frame);
    this.#arrived += 1;
    const answer = this.callee.answerTo(ask);
    if (frame.failure === undefined) return inlet.send(type, payload, meta, answer);
    if (answer === undefined) return inlet.unread(type, payload);
    inlet.refused();
    answer.reject(notReadable("payload", frame.failure));
  }

  #readAsk(frame: IncomingFrame, meta: Meta | undefined, isForwarded: boolean): void {
    const inlet = this.callee.inlet(frame.nextNumber());
    const ask = frame.nextNumber();
    const type = frame.nextString();
    const receipt = this.callee.ask(inlet, ask, type, isForwarded);
    const payload = decodeLeniently(frame);
    this.#arrived += 1;
    if (frame.failure !== undefined) receipt.unread = notReadable("payload", frame.failure);
    receipt.isBatch = meta?.isBatch === true;
    inlet.ask(type, payload, receipt, meta);
  }

  /** `tookMs` for what was forwarded. */
  #readReply(frame: IncomingFrame, ask: number, tookMs: number | undefined): void {
    const value = decodeLeniently(frame);
    const pending = this.caller.takeAsk(ask); // not before: should that be the end of the line, the ask is to be found
    if (frame.failure === undefined) pending?.resolve(value, tookMs);
    else pending?.reject(notReadable("reply", frame.failure));
  }

  #readOpen(frame: IncomingFrame): void {
    const lane = frame.nextNumber();
    const id = frame.nextString();
    this.#scope.inboxOf(id, frame.nextString(), (inbox) => this.callee.open(lane, inbox));
  }

  #readClosed(frame: IncomingFrame): void {
    const lane = frame.nextNumber();
    const outlet = this.caller.lanes.userOf(lane);
    this.caller.lanes.close(lane);
    const reason = frame.nextString() as DeadLetterReason;
    const cause = decodeLeniently(frame) as Error | undefined;
    outlet?.close(cause === undefined ? { reason } : { reason, cause });
  }
}

/** Words that say what has happened: what of the user's is in them is only shown. */
function isReport(name: kind.ControlName): boolean {
  return name === "event" || name === "log" || name === "crashed" || name === "startFailed";
}

/** Words about the counts themselves do not count, or they would never come to rest. */
function isAboutCounts(name: kind.ControlName): boolean {
  return name === "count" || name === "counted";
}
