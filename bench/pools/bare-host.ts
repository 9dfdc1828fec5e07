// The other side of bare.ts, on a thread or in a child process.
import { parentPort } from "node:worker_threads";
import * as tasks from "./tasks.ts";

export interface BareTask {
  id: number;
  task: string;
  payload: unknown;
}

export interface BareReply {
  id: number;
  reply: unknown;
}

const named = tasks as unknown as Readonly<Record<string, (payload: unknown) => unknown>>;
const post = parentPort === null ? process.send?.bind(process) : parentPort.postMessage.bind(parentPort);

(parentPort ?? process).on("message", ({ id, task, payload }: BareTask) => {
  post?.({ id, reply: named[task]?.(payload) } satisfies BareReply);
});
post?.("ready");
