import type { Transport } from "../wire/link.ts";
import { RELAY } from "../wire/protocol.ts";

type Receive = (frame: readonly unknown[]) => void;

/**
 * The line from a host to the first one, which also carries what it says to hosts that it has no line to: a child process
 * has this one alone. The first host passes that on, unread.
 */
export class RelayedLine {
  /** What is said to the first host itself. */
  readonly own: Transport;
  readonly #line: Transport;
  readonly #ends = new Map<number, Receive>();

  constructor(line: Transport) {
    this.#line = line;
    this.own = {
      post: (frame, transfers) => line.post(frame, transfers),
      listen: (receive, closed) => line.listen((frame) => this.#arrived(frame, receive), closed),
      readAll: (receive) => line.readAll((frame) => this.#arrived(frame, receive)),
      close: () => line.close(),
    };
  }

  /** The line to another host, by way of the first one. */
  to(host: number): Transport {
    return {
      post: (frame, transfers) => this.#line.post([RELAY, host, frame], transfers),
      listen: (receive) => void this.#ends.set(host, receive),
      readAll() {}, // what is left of it comes with what the first host says, which is read before it says that one is lost
      close: () => void this.#ends.delete(host),
    };
  }

  #arrived(frame: readonly unknown[], receive: Receive): void {
    if (frame[0] !== RELAY) return receive(frame);
    const [, host, passed] = frame as [typeof RELAY, number, readonly unknown[]];
    this.#ends.get(host)?.(passed); // nobody listens to one that is lost
  }
}

/** The first host's end of the line to a host of that number: what is for others is handed to `pass`, unread. */
export function createRelay(line: Transport, host: number, pass: (to: number, frame: unknown[]) => void): Transport {
  const arrived = (frame: readonly unknown[], receive: Receive): void => {
    if (frame[0] === RELAY) pass(frame[1] as number, [RELAY, host, frame[2]]);
    else receive(frame);
  };
  return {
    post: (frame, transfers) => line.post(frame, transfers),
    listen: (receive, closed) => line.listen((frame) => arrived(frame, receive), closed),
    readAll: (receive) => line.readAll((frame) => arrived(frame, receive)),
    close: () => line.close(),
  };
}
