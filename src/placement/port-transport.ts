import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { toError } from "../core/errors.ts";
import type { Transport } from "../wire/link.ts";

/** Frames that are read at a stretch: more than a link has under way. */
const FRAMES_A_WAKE = 64;

/** Frames over a message port, between two threads of one process. */
export function createPortTransport(port: MessagePort): Transport {
  // Nothing follows that can be read when one message cannot: what is lost with its host is found by counting.
  const next = (failed: (error: Error) => void): readonly unknown[] | undefined => {
    try {
      return receiveMessageOnPort(port)?.message as readonly unknown[] | undefined;
    } catch (thrown) {
      failed(toError(thrown));
      return undefined;
    }
  };
  return {
    post: (frame, transfers) => port.postMessage(frame, transfers),
    listen(receive, closed) {
      port.on("message", (first: readonly unknown[]) => {
        receive(first);
        // Left to the port, each would be followed by a tick of its own, and by a frame for every answer.
        for (let more = 1; more < FRAMES_A_WAKE; more++) {
          const frame = next(closed);
          if (frame === undefined) return;
          receive(frame);
        }
      });
      port.on("messageerror", closed);
      port.on("close", () => closed());
      port.unref(); // an idle link keeps nobody alive: its host decides
    },
    readAll(receive) {
      const ignore = (): void => {};
      for (let frame = next(ignore); frame !== undefined; frame = next(ignore)) receive(frame);
    },
    close: () => port.close(),
  };
}
