import { ActorError } from "../core/errors.ts";
import type { Meta } from "../core/receipt.ts";
import type { Pending } from "../cell/pending.ts";
import type { WaitingMessage } from "../mailbox/senders.ts";
import { decode, decodeLeniently } from "./codec/decode.ts";
import { encode } from "./codec/encode.ts";
import { IncomingFrame } from "./codec/incoming-frame.ts";
import type { OutgoingFrame } from "./codec/outgoing-frame.ts";
import type { DecodeScope } from "./codec/scope.ts";
import { type ASK, type FORWARD, META, type SEND, TELL } from "./protocol.ts";

/** How a message is sent: it waits for nothing, for room, or for a reply. */
export type MessageKind = typeof TELL | typeof SEND | typeof ASK;

/** Writes one message into a frame; nothing of it stays if its payload cannot cross. `ask` is 0 if no answer is wanted. */
export function writeMessage(
  frame: OutgoingFrame,
  lane: number,
  kind: MessageKind | typeof FORWARD,
  ask: number,
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
    if (kind === TELL) items.push(TELL, lane, type);
    else items.push(kind, lane, ask, type);
    encode(payload, frame, "payload", type);
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
  readonly kind: MessageKind;
  readonly type: string;
  /** Whoever waits for its reply, or for its being accepted. */
  readonly pending: Pending | undefined;
  readonly meta: Meta | undefined;
  isWaiting = false;
  readonly #frame: OutgoingFrame;
  readonly #payloadAt: number;

  constructor(
    frame: OutgoingFrame,
    kind: MessageKind,
    type: string,
    payload: unknown,
    pending: Pending | undefined,
    meta: Meta | undefined,
  ) {
    this.kind = kind;
    this.type = type;
    this.pending = pending;
    this.meta = meta;
    this.#frame = frame;
    const { items } = frame;
    if (meta !== undefined) {
      items.push(META);
      encode(meta, frame);
    }
    if (kind === TELL) items.push(TELL, 0, type);
    else items.push(kind, 0, 0, type);
    this.#payloadAt = items.length;
    encode(payload, frame, "payload", type);
  }

  /** The frame, ready to go. `ask` is 0 if no answer is wanted. */
  address(lane: number, ask: number): OutgoingFrame {
    const { items } = this.#frame;
    const at = this.#payloadAt;
    if (this.kind !== TELL) items[at - 2] = ask;
    items[at - (this.kind === TELL ? 2 : 3)] = lane;
    return this.#frame;
  }

  /**
   * It was encoded before it was known where the actor lives.
   *
   * @throws {ActorError} `NOT_SENDABLE` if something in it cannot leave its process.
   */
  checkLeavesProcess(): void {
    if (!this.#frame.staysInProcess) return;
    const message = `Cannot send payload of "${this.type}": shared memory, ports and streams cannot leave their process`;
    throw new ActorError("NOT_SENDABLE", message, { details: { path: "payload" } });
  }

  /**
   * The payload again, for a receiver on this host after all.
   *
   * @throws {ActorError} `NOT_SENDABLE` if it cannot be built here.
   */
  payload(scope: DecodeScope): unknown {
    return decode(this.#reopen(scope));
  }

  /** The same for showing it. */
  shownPayload(scope: DecodeScope): unknown {
    return decodeLeniently(this.#reopen(scope));
  }

  #reopen(scope: DecodeScope): IncomingFrame {
    const frame = new IncomingFrame(this.#frame.items, scope);
    frame.at = this.#payloadAt;
    return frame;
  }
}
