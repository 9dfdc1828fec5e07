/** Downloads a list of pages: hands them out to downloaders, collects what comes back, and finishes with a report. */
import { randomUUID } from "node:crypto";
import { defineActor, wasRefused, type ActorDefinition, type ActorRef, type Piped } from "../src/mod.ts";
import type { Saved } from "./download/fetch-page.ts";
import { nameTargets, type Page, type Target } from "./download/target.ts";
import { removeTemporaryFiles } from "./download/temporary-file.ts";
import { downloader, type DownloaderArgs, type DownloaderProtocol } from "./downloader.ts";
import { heartbeat, type HeartbeatProtocol } from "./heartbeat.ts";

export interface DownloadsArgs extends Omit<DownloaderArgs, "temporaryPrefix"> {
  pages: Page[];
  /** How many pages may be under way at once. Default: 4. */
  workers?: number | undefined;
  /** Where the downloaders run. Default: `"thread"`. */
  on?: "inline" | "thread" | undefined;
  /** How often to say that it is still downloading, in milliseconds. Default: 100. */
  heartbeatMs?: number | undefined;
}

/** What became of the pages, each part in the order of the list. */
export interface Report {
  saved: Saved[];
  failed: Failed[];
}

export interface Failed {
  name: string;
  url: string;
  /** What the server answered, if it did. */
  status?: number | undefined;
  reason: string;
}

/**
 * Downloads pages and finishes with a {@link Report}; an empty list finishes at once. Nobody needs to send it anything.
 *
 * A page that cannot be had is a line of the report. A page whose downloader crashes, or whose thread dies, goes out again
 * to the successor; once the restarts are spent the actor itself crashes with the reason.
 *
 * @example
 * const report = await run(downloads, { args: { pages: [{ url: "https://www.google.com/" }], dir: "downloads" } });
 */
export const downloads: ActorDefinition<DownloadsArgs, {}, Report> = defineActor({
  name: "downloads",
  module: import.meta.url,
  async init({ pages, workers = 4, on = "thread", heartbeatMs = 100, ...options }: DownloadsArgs, ctx): Promise<State> {
    const total = pages.length;
    const args = { doing: "downloading", everyMs: heartbeatMs, total };
    const beat = await ctx.spawn(heartbeat, { args, transient: true });
    const temporaryPrefix = `.troupe-${randomUUID()}`;
    for (let count = 0; count < Math.min(workers, total); count++) {
      // Piped, so that the first downloader works while the last one is still starting.
      ctx.pipe(ctx.spawn(downloader, { args: { ...options, temporaryPrefix }, on }), "ready");
    }
    ctx.self.tell("progress");
    const waiting = nameTargets(pages).map((page, index) => ({ page, index, lost: 0 }));
    return { beat, dir: options.dir, temporaryPrefix, waiting: waiting.toReversed(), results: [], settled: 0, total };
  },
  receive: {
    ready({ self }, { value: worker, error }: Piped<Downloader>) {
      if (error) throw error;
      self.tell("next", worker);
    },
    next({ state, pipe }, worker: Downloader) {
      const errand = state.waiting.pop();
      if (errand === undefined) return;
      // No limit here: the downloader has its own, and when it dies the ask rejects at once.
      pipe(worker.with({ timeoutMs: Infinity }).ask("download", errand.page), "answered", { worker, errand });
    },
    answered({ state, self }, { value: saved, error, about: { worker, errand } }: Piped<Saved, Handed>) {
      const lost = error !== undefined && !wasRefused(error) && ++errand.lost < MOST_LOST;
      if (lost) {
        state.waiting.push(errand); // on top, so that the successor takes it first
      } else {
        state.results[errand.index] = saved ?? failure(errand, error);
        state.settled++;
      }
      self.tell("next", worker);
      self.tell("progress");
    },
    progress({ state: { beat, results, settled, total }, finish }) {
      beat.tell("done", settled);
      if (settled === total) return finish(report(results));
    },
  },
  async ended({ state }) {
    // A thread that died in the middle of a page could not tidy up after itself.
    if (state) await removeTemporaryFiles(state.dir, state.temporaryPrefix);
  },
});

type Downloader = ActorRef<DownloaderProtocol>;

/** A page on its way: its place in the list, and how many downloaders it has outlived. */
interface Errand {
  page: Target;
  index: number;
  lost: number;
}

interface Handed {
  worker: Downloader;
  errand: Errand;
}

interface State {
  beat: ActorRef<HeartbeatProtocol>;
  dir: string;
  temporaryPrefix: string;
  /** The next page is the last one: taking the first of a long array is slow. */
  waiting: Errand[];
  results: (Saved | Failed)[];
  settled: number;
  total: number;
}

// A page that kills each downloader would go round for ever if it did so more slowly than the limit of restarts counts.
const MOST_LOST = 5;

function failure({ page: { name, url }, lost }: Errand, error: Error & { status?: unknown }): Failed {
  if (lost === MOST_LOST)
    return { name, url, reason: `Cannot download "${url}": it cost ${lost} downloaders (${error.message})` };
  return { name, url, ...(typeof error.status === "number" ? { status: error.status } : {}), reason: error.message };
}

function report(results: (Saved | Failed)[]): Report {
  const isFailed = (result: Saved | Failed): result is Failed => "reason" in result;
  return {
    saved: results.filter((result): result is Saved => !isFailed(result)),
    failed: results.filter(isFailed),
  };
}
