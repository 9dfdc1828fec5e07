import type { Meta } from "../core/receipt.ts";
import type { Pending } from "../cell/pending.ts";
import type { WaitingMessage } from "../mailbox/senders.ts";
import { decode } from "./codec/decode.ts";
import { encode } from "./codec/encode.ts";
import { IncomingFrame } from "./codec/incoming-frame.ts";
import type { OutgoingFrame } from "./codec/outgoing-frame.ts";
import type { DecodeScope } from "./codec/scope.ts";
import { ASK, META, TELL } from "./protocol.ts";

/** Writes one message into a frame; nothing of it stays if its payload cannot cross. */
export function writeMessage(
  frame: OutgoingFrame,
  lane: number,
  ask: number | undefined,
  type: string,
  payload: unknown,
  meta: Meta | undefined,
): void {
  const { items } = frame;
  const mark = frame.mark();
  try {
    if (meta !== undefined) {
      items.push(META);
      encode(meta, frame);
    }
    if (ask === undefined) items.push(TELL, lane, type);
    else items.push(ASK, lane, ask, type);
    encode(payload, frame);
  } catch (thrown) {
    if (!frame.isBusy) frame.rollback(mark);
    throw thrown;
  }
}

/**
 * A message that was encoded when it was sent, and waits: for room, or for the actor to have a place.
 *
 * It has a frame of its own, in which its lane and the number of its ask are filled in when it leaves.
 */
export class HeldMessage implements WaitingMessage {
  readonly type: string;
  /** Whoever waits for its reply, or for its being accepted. */
  readonly pending: Pending | undefined;
  readonly isAsk: boolean;
  readonly meta: Meta | undefined;
  isWaiting = true;
  readonly #frame: OutgoingFrame;
  readonly #payloadAt: number;

  constructor(
    frame: OutgoingFrame,
    type: string,
    payload: unknown,
    pending: Pending | undefined,
    isAsk: boolean,
    meta: Meta | undefined,
  ) {
    this.type = type;
    this.pending = pending;
    this.isAsk = isAsk;
    this.meta = meta;
    this.#frame = frame;
    const { items } = frame;
    if (meta !== undefined) {
      items.push(META);
      encode(meta, frame);
    }
    if (isAsk) items.push(ASK, 0, 0, type);
    else items.push(TELL, 0, type);
    this.#payloadAt = items.length;
    encode(payload, frame);
  }

  /** The frame, ready to go. */
  address(lane: number, ask: number): OutgoingFrame {
    const { items } = this.#frame;
    const at = this.#payloadAt;
    if (this.isAsk) items[at - 2] = ask;
    items[at - (this.isAsk ? 3 : 2)] = lane;
    return this.#frame;
  }

  /** The payload again, for showing it. */
  payload(scope: DecodeScope): unknown {
    const frame = new IncomingFrame(this.#frame.items, scope);
    frame.at = this.#payloadAt;
    return decode(frame);
  }
}
