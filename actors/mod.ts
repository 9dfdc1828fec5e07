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
export { PageError, type Saved } from "./download/fetch-page.ts";
export { isHttpUrl, nameProblem } from "./download/page-name.ts";
export type { Page, Spare, Target } from "./download/target.ts";
