import type { Socket } from "node:net";
import { toError } from "../core/errors.ts";
import type { Transport } from "../wire/link.ts";

/** The file descriptor of a child's line to the process that started it. */
export const LINE = 3;
/** The length of a frame stands before it, and once more with each bit turned: garbage would be taken for a length, and waited for. */
const HEAD = 8;

/** Frames over a socket or a pipe, between two processes: each as structured clone writes it, behind its length. */
export function createSocketTransport(socket: Socket): Transport {
  const { deserialize, serialize } = process.getBuiltinModule("node:v8"); // a thread starts sooner without
  socket.on("error", () => {}); // the other side is gone, and `close` follows: nobody is to throw for that
  socket.unref(); // an idle line keeps nobody alive: its host decides
  let receive: (frame: readonly unknown[]) => void = () => {};
  let closed: (error?: Error) => void = () => {};
  const parts = new Parts();
  const read = (data: Buffer): void => {
    parts.add(data);
    for (let frame = next(); frame !== undefined; frame = next()) receive(frame);
  };
  const next = (): readonly unknown[] | undefined => {
    try {
      const body = parts.next();
      return body && asFrame(deserialize(body));
    } catch (thrown) {
      socket.off("data", read).resume(); // where the next frame begins, nobody can tell; that the line is cut, is still heard
      closed(toError(thrown));
      return undefined;
    }
  };
  socket.on("data", read);
  socket.pause(); // until somebody listens
  return {
    post(frame) {
      if (socket.destroyed || !socket.writable) return;
      const body = serialize(frame);
      const head = Buffer.allocUnsafe(HEAD);
      head.writeUInt32LE(body.length);
      head.writeUInt32LE(~body.length >>> 0, HEAD / 2);
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    },
    listen(listener, hangUp) {
      receive = listener;
      closed = hangUp;
      socket.on("close", () => hangUp());
      socket.resume();
    },
    readAll() {}, // what has arrived was handed over when it came
    close: () => void socket.destroy(),
  };
}

/** @throws if it is none: somebody else has written to the line. */
function asFrame(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("it is no frame");
  return value;
}

/** What has arrived and is no whole frame yet. */
class Parts {
  #parts: Buffer[] = [];
  #length = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  /** The next frame, if all of it is there. @throws if it does not begin as one. */
  next(): Buffer | undefined {
    if (this.#length < HEAD) return undefined;
    const head = this.#joined(HEAD);
    const length = head.readUInt32LE(0);
    if (head.readUInt32LE(HEAD / 2) !== ~length >>> 0) throw new TypeError("it does not begin as a frame");
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
