import type { Transport } from "../../src/wire/link.ts";
import { DATA } from "../../src/wire/protocol.ts";

/** A transport that a test is the other end of. */
export interface RecordedTransport extends Transport {
  /** All that was posted, as it was then. */
  readonly posted: readonly (readonly unknown[])[];
  /** What of it counts for the window, without the first item. */
  readonly data: readonly (readonly unknown[])[];
  readonly isClosed: boolean;
  /** A frame has come, and is read at once. */
  arrive(...frame: unknown[]): void;
  /** A frame has come that nobody has read yet. */
  leaveUnread(...frame: unknown[]): void;
  /** The line is cut. */
  cut(): void;
}

export function createRecordedTransport(): RecordedTransport {
  const posted: unknown[][] = [];
  let unread: unknown[][] = [];
  let isClosed = false;
  let heard: (frame: readonly unknown[]) => void = () => {};
  let cut = (): void => {};
  return {
    posted,
    get data() {
      return posted.filter(([kind]) => (kind as number) <= DATA).map(([, ...records]) => records);
    },
    get isClosed() {
      return isClosed;
    },
    post: (frame) => void posted.push([...frame]),
    readAll(receive) {
      const frames = unread;
      unread = [];
      for (const frame of frames) receive(frame);
    },
    listen(receive, closed) {
      heard = receive;
      cut = closed;
    },
    close() {
      isClosed = true;
    },
    arrive: (...frame) => heard(frame),
    leaveUnread: (...frame) => void unread.push(frame),
    cut: () => cut(),
  };
}
