// Carries values over a real message port, as the wire does: encoded into one frame, posted once, decoded in order.
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { address, type Address, type Addressed } from "../../../src/core/address.ts";
import { decode } from "../../../src/wire/codec/decode.ts";
import { encode } from "../../../src/wire/codec/encode.ts";
import { IncomingFrame } from "../../../src/wire/codec/incoming-frame.ts";
import { OutgoingFrame } from "../../../src/wire/codec/outgoing-frame.ts";
import type { DecodeScope, EncodeScope } from "../../../src/wire/codec/scope.ts";

export const threadScope: EncodeScope = { sharesMemory: true, addressOf: (ref) => ref[address] };
export const processScope: EncodeScope = { ...threadScope, sharesMemory: false };
export const arrivalScope: DecodeScope = { refAt: (at) => new Ref(at) };

/** A ref as a receiver would have it. */
export class Ref implements Addressed {
  readonly [address]: Address;

  constructor(at: Address) {
    this[address] = at;
  }
}

export function refTo(name: string): Ref {
  return new Ref({ id: `id-${name}`, name, path: `/${name}`, host: 1 });
}

export function write(...values: unknown[]): OutgoingFrame {
  const frame = new OutgoingFrame(threadScope);
  for (const value of values) encode(value, frame);
  return frame;
}

export function post(frame: OutgoingFrame): IncomingFrame {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(frame.items, frame.transfers);
  const posted = receiveMessageOnPort(port2) as { message: unknown[] };
  port1.close();
  return new IncomingFrame(posted.message, arrivalScope);
}

/** Reads all that is in the frame. */
export function read(frame: IncomingFrame): unknown[] {
  const values: unknown[] = [];
  while (!frame.isAtEnd) values.push(decode(frame));
  return values;
}

export function carryAll(...values: unknown[]): unknown[] {
  return read(post(write(...values)));
}

export function carry<T>(value: T): T {
  const arrived = carryAll(value);
  if (arrived.length !== 1) throw new Error(`${arrived.length} values arrived instead of one`);
  return arrived[0] as T;
}

/** What a call threw; an error that says so if it threw nothing. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (thrown) {
    return thrown;
  }
  return new Error("nothing was thrown");
}
