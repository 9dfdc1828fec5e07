import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Transport } from "../wire/link.ts";

/** Frames that are read at a stretch: more than a link has under way. */
const FRAMES_A_WAKE = 64;

/** Frames over a message port, between two threads of one process. */
export function createPortTransport(port: MessagePort): Transport {
  return {
    post: (frame, transfers) => port.postMessage(frame, transfers),
    listen(receive, closed) {
      port.on("message", (first: readonly unknown[]) => {
        receive(first);
        // Left to the port, each would be followed by a tick of its own, and by a frame for every answer.
        for (let more = 1; more < FRAMES_A_WAKE; more++) {
          const next = receiveMessageOnPort(port);
          if (next === undefined) return;
          receive(next.message as readonly unknown[]);
        }
      });
      port.on("close", closed);
      port.unref(); // an idle link keeps nobody alive: its host decides
    },
    readAll(receive) {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        receive(next.message as readonly unknown[]);
      }
    },
    close: () => port.close(),
  };
}
