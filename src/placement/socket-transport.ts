import type { Socket } from "node:net";
import type { Transport } from "../wire/link.ts";

/** The file descriptor of a child's line to the process that started it. */
export const LINE = 3;
/** The length of a frame stands before it. */
const HEAD = 4;

/** Frames over a socket or a pipe, between two processes: each as structured clone writes it, behind its length. */
export function createSocketTransport(socket: Socket): Transport {
  const { deserialize, serialize } = process.getBuiltinModule("node:v8"); // a thread starts sooner without
  socket.on("error", () => {}); // the other side is gone, and `close` follows: nobody is to throw for that
  socket.unref(); // an idle line keeps nobody alive: its host decides
  let receive: (frame: readonly unknown[]) => void = () => {};
  const parts = new Parts();
  socket.on("data", (data: Buffer) => {
    parts.add(data);
    for (let frame = parts.next(); frame !== undefined; frame = parts.next()) receive(deserialize(frame) as unknown[]);
  });
  socket.pause(); // until somebody listens
  return {
    post(frame) {
      if (socket.destroyed || !socket.writable) return;
      const body = serialize(frame);
      const head = Buffer.allocUnsafe(HEAD);
      head.writeUInt32LE(body.length);
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    },
    listen(listener, closed) {
      receive = listener;
      socket.on("close", closed);
      socket.resume();
    },
    readAll() {}, // what has arrived was handed over when it came
    close: () => void socket.destroy(),
  };
}

/** What has arrived and is no whole frame yet. */
class Parts {
  #parts: Buffer[] = [];
  #length = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  /** The next frame, if all of it is there. */
  next(): Buffer | undefined {
    if (this.#length < HEAD) return undefined;
    const length = this.#joined(HEAD).readUInt32LE(0);
    if (this.#length < HEAD + length) return undefined;
    const joined = this.#joined(HEAD + length);
    const rest = joined.subarray(HEAD + length);
    this.#parts[0] = rest;
    this.#length -= HEAD + length;
    if (rest.length === 0) this.#parts.shift();
    return joined.subarray(HEAD, HEAD + length);
  }

  /** The first part, which has at least so many bytes then. Parts of a large frame are joined once, when it is complete. */
  #joined(length: number): Buffer {
    const [first] = this.#parts as [Buffer];
    if (first.length >= length) return first;
    const joined = Buffer.concat(this.#parts);
    this.#parts = [joined];
    return joined;
  }
}
