// What the codec costs a message, in one thread and through a real port, beside structured clone in the same run.
//   npx tsx bench/codec.ts
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { decode } from "../src/wire/codec/decode.ts";
import { encode } from "../src/wire/codec/encode.ts";
import { IncomingFrame } from "../src/wire/codec/incoming-frame.ts";
import { OutgoingFrame } from "../src/wire/codec/outgoing-frame.ts";

const messagesPerFrame = 256;
const frames = 100;
const rounds = 20;

const payloads: Record<string, (index: number) => unknown> = {
  "a number": (index) => index,
  "two fields": (index) => ({ a: index, b: "text" }),
  "a list of four": (index) => [index, 1, 2, 3],
  nested: (index) => ({ id: index, user: { name: "ann", age: index }, tags: ["x", "y"] }),
  "1 kB of bytes": () => new Uint8Array(1_024),
};

const scope = {
  sharesMemory: true,
  addressOf: (): never => {
    throw new Error("no refs here");
  },
  refAt: (): undefined => undefined,
};

/** The best of several rounds, in nanoseconds a message: noise only ever adds. */
function measure(run: () => void): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1e6) / (frames * messagesPerFrame);
}

const { port1, port2 } = new MessageChannel();
const post = (items: unknown, transfers: OutgoingFrame["transfers"] = []): unknown => {
  port1.postMessage(items, transfers);
  return (receiveMessageOnPort(port2) as { message: unknown }).message;
};

for (const [name, make] of Object.entries(payloads)) {
  const values = Array.from({ length: messagesPerFrame }, (_, index) => make(index));
  const encoded = (): OutgoingFrame => {
    const frame = new OutgoingFrame(scope);
    for (const value of values) encode(value, frame);
    return frame;
  };
  const times = (run: () => void) => () => {
    for (let index = 0; index < frames; index++) run();
  };
  const throughCodec = measure(
    times(() => {
      const { items, transfers } = encoded();
      const frame = new IncomingFrame(post(items, transfers) as unknown[], scope);
      while (!frame.isAtEnd) decode(frame);
    }),
  );
  const encoding = measure(times(encoded));
  // The same promise kept without a codec: a copy inside the call, one post for all.
  const throughClone = measure(times(() => post(values.map((value) => structuredClone(value)))));
  console.log(
    `${name.padEnd(16)} encode ${encoding.toFixed(0)} ns, all the way ${throughCodec.toFixed(0)} ns;`,
    `structuredClone ${throughClone.toFixed(0)} ns, ${(throughClone / throughCodec).toFixed(1)} times as long`,
  );
}
port1.close();
