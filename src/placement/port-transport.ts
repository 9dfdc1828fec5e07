import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Transport } from "../wire/link.ts";

/** Frames over a message port, between two threads of one process. */
export function createPortTransport(port: MessagePort): Transport {
  return {
    post: (frame, transfers) => port.postMessage(frame, transfers),
    listen(receive, closed) {
      port.on("message", receive);
      port.on("messageerror", closed);
      port.on("close", () => closed());
      port.unref(); // an idle link keeps nobody alive: its host decides
    },
    readAll(receive) {
      for (let next = readNext(port); next !== undefined; next = readNext(port)) {
        receive(next.message as readonly unknown[]);
      }
    },
    close: () => port.close(),
  };
}

/** Nothing follows that can be read when one message cannot: what is lost with its host is found by counting. */
function readNext(port: MessagePort): { readonly message: unknown } | undefined {
  try {
    return receiveMessageOnPort(port);
  } catch {
    return undefined;
  }
}
