import type { Transferable } from "node:worker_threads";
import type { Env } from "../core/env.ts";
import { ActorError } from "../core/errors.ts";
import { ACK, DATA, FRAME_RECORDS, FRAMES_PER_ACK, HELLO, PROTOCOL_VERSION, URGENT, WINDOW_FRAMES } from "./protocol.ts";

/** What carries frames between two hosts: a message port, a process channel, a socket. It keeps their order. */
export interface Transport {
  readonly sharesMemory: boolean;
  post(frame: unknown[], transfers: Transferable[]): void;
  /** Hands over at once all that has arrived. */
  readAll(receive: (frame: readonly unknown[]) => void): void;
  listen(receive: (frame: readonly unknown[]) => void, closed: () => void): void;
  close(): void;
}

/** A batch of records under construction. */
export interface Frame {
  readonly items: unknown[];
  readonly transfers: Transferable[];
}

/**
 * One end of a line between two hosts: gathers records into frames, posts them once a turn, and has at most one window of
 * them on their way, so that an urgent one never has much to overtake.
 *
 * It can be written to before it is attached to a transport, and knows nothing of what the records mean.
 */
export class Link {
  readonly #env: Env;
  readonly #receive: (items: readonly unknown[], at: number) => void;
  #transport: Transport | undefined = undefined;
  #isClosed = false;

  #frame: Frame = { items: [DATA], transfers: [] };
  #records = 0;
  #isFlushDue = false;
  #ready: Frame[] = [];
  #underWay = 0;
  #unacknowledged = 0;

  constructor(env: Env, receive: (items: readonly unknown[], at: number) => void) {
    this.#env = env;
    this.#receive = receive;
  }

  get isAttached(): boolean {
    return this.#transport !== undefined;
  }

  get sharesMemory(): boolean {
    return this.#transport?.sharesMemory ?? false;
  }

  /** `host` is the number of this side's host. */
  attach(transport: Transport, host: number, closed: () => void): void {
    this.#transport = transport;
    this.urgent([HELLO, PROTOCOL_VERSION, host]);
    transport.listen((frame) => this.#arrived(frame), closed);
    this.#postReady();
  }

  /** Where to write the next record; {@link Link.wrote} must follow in the same turn. */
  get frame(): Frame {
    return this.#frame;
  }

  /** A record is complete. */
  wrote(): void {
    this.#records += 1;
    if (this.#records >= FRAME_RECORDS) return this.#flush();
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#env.afterTurn(this.#flushDue);
  }

  /** Posts one record now, past everything that waits. */
  urgent(record: unknown[], transfers: Transferable[] = []): void {
    if (!this.#isClosed) this.#transport?.post([URGENT, ...record], transfers);
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
    if (this.#records > 0) this.#flush();
  };

  #flush(): void {
    this.#ready.push(this.#frame);
    this.#frame = { items: [DATA], transfers: [] };
    this.#records = 0;
    this.#postReady();
  }

  #postReady(): void {
    if (this.#transport === undefined || this.#isClosed) return;
    let posted = 0;
    while (posted < this.#ready.length && this.#underWay < WINDOW_FRAMES) {
      const { items, transfers } = this.#ready[posted++] as Frame;
      this.#underWay += 1;
      this.#transport.post(items, transfers);
    }
    if (posted > 0) this.#ready.splice(0, posted);
  }

  #arrived(items: readonly unknown[]): void {
    if (this.#isClosed) return;
    if (items[0] === URGENT && this.#isOwn(items)) return;
    this.#receive(items, 1);
    if (items[0] === DATA && ++this.#unacknowledged >= FRAMES_PER_ACK) {
      this.urgent([ACK, this.#unacknowledged]);
      this.#unacknowledged = 0;
    }
  }

  /** Records about the link itself are not passed on. */
  #isOwn(items: readonly unknown[]): boolean {
    if (items[1] === ACK) {
      this.#underWay -= items[2] as number;
      this.#postReady();
      return true;
    }
    if (items[1] !== HELLO) return false;
    if (items[2] === PROTOCOL_VERSION) return true;
    const message = `Cannot talk to host ${String(items[3])}: it speaks version ${String(items[2])} of the protocol, not ${PROTOCOL_VERSION}`;
    throw new ActorError("LINK_BROKEN", message);
  }
}
