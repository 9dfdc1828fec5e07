/** Ready-made actors, to use as they are or to read as examples: each is written on the public face of Troupe alone. */
export { downloader, type DownloaderArgs, type DownloaderProtocol } from "./downloader.ts";
export {
  downloads,
  type DownloadsArgs,
  type DownloadsError,
  type Failed,
  type Placed,
  type Report,
} from "./downloads.ts";
export { heartbeat, type HeartbeatArgs, type HeartbeatProtocol } from "./heartbeat.ts";
export { defineQueue, queue, type QueueArgs, type QueueRef, type QueueSpec } from "./queue.ts";
export { openQueue, type OpenQueue } from "./queue/open-queue.ts";
export type { PutCall, QueueCall, QueueLook, QueueOpening, QueueProtocol } from "./queue/protocol.ts";
export { PageError, type Saved } from "./download/fetch-page.ts";
export { isHttpUrl, nameProblem } from "./download/page-name.ts";
export type { Page, Spare, Target } from "./download/target.ts";
