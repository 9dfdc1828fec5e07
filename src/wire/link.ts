import type { Transferable } from "node:worker_threads";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import { OutgoingFrame, type Tally } from "./codec/outgoing-frame.ts";
import type { EncodeScope } from "./codec/scope.ts";
import {
  ACK,
  DATA,
  FIRST_FRAME_RECORDS,
  FRAME_RECORDS,
  FRAMES_PER_ACK,
  HELLO,
  LARGE_RECORD,
  PROTOCOL_VERSION,
  URGENT,
  WINDOW_FRAMES,
} from "./protocol.ts";

/** What carries frames between two hosts: a message port, a process channel, a socket. It keeps their order. */
export interface Transport {
  post(frame: unknown[], transfers: Transferable[]): void;
  /** Hands over at once all that has arrived. */
  readAll(receive: (frame: readonly unknown[]) => void): void;
  /** `closed` hears that the line is cut, or why nothing more that comes by it can be read. */
  listen(receive: (frame: readonly unknown[]) => void, closed: (error?: Error) => void): void;
  close(): void;
}

/**
 * One end of a line between two hosts: gathers records into frames, posts them once a turn, and has at most one window of
 * them on their way, so that an urgent one never has much to overtake.
 *
 * It can be written to before it is attached to a transport, and knows nothing of what the records mean.
 */
export class Link {
  readonly #env: Env;
  readonly #scope: EncodeScope;
  readonly #receive: (items: readonly unknown[]) => void;
  #transport: Transport | undefined = undefined;
  #isClosed = false;

  /** How many records have been written, urgent ones aside. */
  records = 0;
  #frame: OutgoingFrame;
  /** What getters in a payload write while that payload is being encoded: behind it, not in its midst. */
  #asides: OutgoingFrame[] = [];
  #inFrame = 0;
  /** Where in the frame the last complete record ends. */
  #completeTo = 1;
  /** How many records fill the frame. The first ones of a turn are small: the other side works on them while this one writes. */
  #fullAt = FIRST_FRAME_RECORDS;
  #isFlushDue = false;
  #ready: OutgoingFrame[] = [];
  /** Urgent ones from before there was a transport. */
  #early: OutgoingFrame[] = [];
  #closed: (error?: unknown) => void = () => {};
  #underWay = 0;
  #unacknowledged = 0;

  /** `receive` gets each frame but those about the link itself; its records begin at item 1. */
  constructor(env: Env, scope: EncodeScope, receive: (items: readonly unknown[]) => void) {
    this.#env = env;
    this.#scope = scope;
    this.#receive = receive;
    this.#frame = this.newFrame();
  }

  get isAttached(): boolean {
    return this.#transport !== undefined;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** `host` is the number of this side's host. */
  attach(transport: Transport, host: number, closed: (error?: unknown) => void): void {
    this.#transport = transport;
    this.#closed = closed;
    transport.post([URGENT, HELLO, PROTOCOL_VERSION, host], []);
    for (const frame of this.#early) this.addUrgent(frame);
    this.#early = [];
    transport.listen(
      (frame) => this.#arrived(frame),
      (error) => (error === undefined ? closed() : this.#break("what came cannot be read", error)),
    );
    this.#postReady();
  }

  /** Where the next record is written; {@link Link.wrote} follows at once. */
  get frame(): OutgoingFrame {
    if (this.#frame.isBusy) return this.#aside();
    if (this.#asides.length > 0) this.#flush(); // that payload could not cross: what its getters sent goes first
    return this.#frame;
  }

  /** A frame to be filled apart, then handed to {@link Link.add} or {@link Link.addUrgent}. */
  newFrame(kind: typeof DATA | typeof URGENT = DATA): OutgoingFrame {
    const frame = new OutgoingFrame(this.#scope);
    frame.items.push(kind);
    return frame;
  }

  /** A record is complete. */
  wrote(): void {
    this.records += 1;
    if (!this.#frame.isBusy) {
      const { length } = this.#frame.items;
      const isLarge = length - this.#completeTo > LARGE_RECORD;
      this.#completeTo = length;
      this.#inFrame += 1;
      if (this.#inFrame >= this.#fullAt || isLarge || this.#asides.length > 0) {
        this.#fullAt = Math.min(this.#fullAt * 2, FRAME_RECORDS);
        return this.#flush();
      }
    }
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#env.afterTurn(this.#flushDue);
  }

  /** Adds a frame that was filled apart, behind all records so far. */
  add(frame: OutgoingFrame): void {
    this.records += 1;
    if (!this.#frame.isBusy) this.#flush();
    this.#ready.push(frame);
    this.#postReady();
  }

  /** Posts a frame now, past everything that waits. */
  addUrgent(frame: OutgoingFrame): void {
    if (this.#isClosed) return;
    if (this.#transport === undefined) this.#early.push(frame);
    else this.#transport.post(frame.items, frame.transfers);
  }

  /** Counts when the record that is written next is posted. */
  tally(tally: Tally, count: number): void {
    const tallies = (this.#frame.tallies ??= new Map());
    tallies.set(tally, (tallies.get(tally) ?? 0) + count);
  }

  /** Posts what was written, as far as the window allows; otherwise that happens at the end of the turn. */
  flush(): void {
    if (this.#inFrame > 0) this.#flush();
  }

  /** Posts all that was written, past the window: this side is about to end, perhaps in the midst of a record. */
  postAll(): void {
    if (this.#frame.isBusy) this.#frame.items.length = this.#completeTo;
    this.#flush();
    this.#postReady(Infinity);
  }

  /** The other side is dead: reads what it still said, then forgets what it will never read. */
  close(): void {
    if (this.#isClosed) return;
    this.#transport?.readAll((frame) => this.#arrived(frame));
    this.#isClosed = true;
    this.#ready = [];
    this.#transport?.close();
  }

  readonly #flushDue = (): void => {
    this.#isFlushDue = false;
    this.#fullAt = FIRST_FRAME_RECORDS;
    this.#flush();
  };

  #flush(): void {
    if (this.#inFrame > 0) {
      this.#ready.push(this.#frame);
      this.#frame = this.newFrame();
      this.#inFrame = 0;
      this.#completeTo = 1;
    }
    this.#ready.push(...this.#asides.splice(0));
    this.#postReady();
  }

  #aside(): OutgoingFrame {
    const last = this.#asides.at(-1);
    if (last?.isBusy === false) return last;
    const aside = this.newFrame();
    this.#asides.push(aside);
    return aside;
  }

  #postReady(window: number = WINDOW_FRAMES): void {
    if (this.#transport === undefined || this.#isClosed) return;
    let posted = 0;
    while (posted < this.#ready.length && this.#underWay < window) {
      const { items, transfers, tallies } = this.#ready[posted++] as OutgoingFrame;
      this.#underWay += 1;
      items[0] = DATA - this.#unacknowledged;
      this.#unacknowledged = 0;
      // First: a thread that is terminated while it posts has posted, but comes to nothing else.
      tallies?.forEach((count, tally) => tally.count(count));
      this.#transport.post(items, transfers);
    }
    if (posted > 0) this.#ready.splice(0, posted);
  }

  #arrived(items: readonly unknown[]): void {
    if (this.#isClosed) return;
    if (!Array.isArray(items)) return this.#break("what came is no frame");
    const head = items[0] as number;
    if (head === URGENT && this.#readOwn(items)) return;
    if (head < DATA) this.#acknowledged(-head);
    this.#receive(items);
    if (head !== URGENT && ++this.#unacknowledged >= FRAMES_PER_ACK) {
      this.#transport?.post([URGENT, ACK, this.#unacknowledged], []);
      this.#unacknowledged = 0;
    }
  }

  /** Records about the link itself are not passed on. */
  #readOwn(items: readonly unknown[]): boolean {
    if (items[1] === ACK) {
      this.#acknowledged(items[2]);
      return true;
    }
    if (items[1] !== HELLO) return false;
    if (items[2] !== PROTOCOL_VERSION) {
      this.#break(
        `host ${String(items[3])} speaks version ${String(items[2])} of the protocol, not ${PROTOCOL_VERSION}`,
      );
    }
    return true;
  }

  #acknowledged(frames: unknown): void {
    if (!isCount(frames) || frames > this.#underWay) return this.#break("it acknowledges what was never sent");
    this.#underWay -= frames;
    this.#postReady();
  }

  #break(why: string, cause?: Error): void {
    this.#closed(new ActorError("LINK_BROKEN", `Cannot talk to another host: ${why}`, cause && { cause }));
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
