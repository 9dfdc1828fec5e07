/** Downloads a list of pages: hands them out to downloaders, collects what comes back, and finishes with a report. */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import {
  defineActor,
  wasRefused,
  type ActorDefinition,
  type ActorRef,
  type Context,
  type Finish,
  type Piped,
} from "../src/mod.ts";
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
  on?: "inline" | "thread" | "process" | undefined;
  /** How often to say that it is still downloading, in milliseconds. Default: 100. */
  heartbeatMs?: number | undefined;
}

/** What became of the pages, each part in the order of the list. */
export interface Report {
  saved: (Saved & Placed)[];
  failed: (Failed & Placed)[];
}

export interface Placed {
  /** The place of the page in the list, from 0. */
  index: number;
}

export interface Failed {
  name: string;
  url: string;
  /** What the server answered, if it did. */
  status?: number | undefined;
  reason: string;
}

/** What `downloads` crashes with: the reason, and what had become of the pages by then. Those without a result failed. */
export interface DownloadsError extends Error {
  report: Report;
}

/**
 * Downloads pages and finishes with a {@link Report}; an empty list finishes at once. Nobody needs to send it anything.
 *
 * A page that cannot be had is a line of the report. A page whose downloader crashes, or whose thread dies, goes out again
 * to the successor; once the restarts are spent the actor itself crashes with a {@link DownloadsError}.
 *
 * @example
 * const report = await run(downloads, { args: { pages: [{ url: "https://www.google.com/" }], dir: "downloads" } });
 */
export const downloads: ActorDefinition<DownloadsArgs, {}, Report> = defineActor({
  name: "downloads",
  module: import.meta.url,
  async init({ pages, workers = 4, on = "thread", heartbeatMs = 100, ...options }: DownloadsArgs, ctx): Promise<State> {
    const targets = nameTargets(pages);
    const total = targets.length;
    const beat = await ctx.spawn(heartbeat, {
      args: { doing: "downloading", everyMs: heartbeatMs, total },
      transient: true,
    });
    const temporaryPrefix = `.troupe-${randomUUID()}`;
    ctx.self.tell("begin", { ...options, temporaryPrefix, on });
    const waiting = targets.map((page, index) => ({ page, index, lost: 0 })).toReversed();
    const busy = Math.min(Math.max(workers, 1), total);
    return { beat, dir: options.dir, temporaryPrefix, targets, waiting, busy, results: [], settled: 0 };
  },
  receive: {
    // Not in `init`: whoever fails there has no report yet.
    async begin({ state, spawn, pipe, finish }, { on, ...args }: Beginning) {
      if (state.busy === 0) return finish(reportOf(state));
      await mkdir(args.dir, { recursive: true });
      // Piped, so that the first downloader works while the last one is still starting.
      for (let count = 0; count < state.busy; count++) pipe(spawn(downloader, { args, on }), "ready");
    },
    ready(ctx, { value: worker, error }: Piped<Downloader>) {
      if (error) throw error;
      return handOut(ctx, worker);
    },
    async answered(ctx, { value: saved, error, about: { worker, errand } }: Piped<Saved, Handed>) {
      const { state } = ctx;
      const lost = error !== undefined && !wasRefused(error) && ++errand.lost < MOST_LOST;
      if (lost) {
        state.waiting.push(errand); // on top, so that the successor takes it first
      } else {
        state.results[errand.index] = saved ?? failure(errand, error);
        // Asked, not told: whatever the heartbeat had not read when this actor finishes would be a dead letter.
        await state.beat.ask("done", ++state.settled);
      }
      return handOut(ctx, worker);
    },
  },
  async ended({ state }, exit) {
    if (!state) return;
    if (exit.kind === "crashed") {
      const report = reportOf(state, `Cannot go on downloading: ${reasonOf(exit.error)}`);
      Object.assign(exit.error, { report } satisfies Partial<DownloadsError>);
    }
    // A thread that died in the middle of a page could not tidy up after itself.
    await removeTemporaryFiles(state.dir, state.temporaryPrefix);
  },
});

/**
 * Gives a downloader its next page. The last one to find none finishes the run: then every page has its result, and
 * nothing is on its way to this actor any more.
 */
function handOut(
  { state, pipe, finish }: Pick<Context<State, "answered">, "state" | "pipe" | "finish">,
  worker: Downloader,
): Finish<Report> | undefined {
  const errand = state.waiting.pop();
  if (errand === undefined) return --state.busy === 0 ? finish(reportOf(state)) : undefined;
  // No limit here: the downloader has its own, and when it dies the ask rejects at once.
  pipe(worker.with({ timeoutMs: Infinity }).ask("download", errand.page), "answered", { worker, errand });
  return undefined;
}

type Downloader = ActorRef<DownloaderProtocol>;

type Beginning = DownloaderArgs & { on: "inline" | "thread" | "process" };

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
  targets: Target[];
  /** The next page is the last one: taking the first of a long array is slow. */
  waiting: Errand[];
  /** How many downloaders have not found the list empty yet, those that are still starting included. */
  busy: number;
  /** At the place of their page. */
  results: (Saved | Failed)[];
  settled: number;
}

// A page that kills each downloader would go round for ever if it did so more slowly than the limit of restarts counts.
const MOST_LOST = 5;

function failure({ page: { name, url }, lost }: Errand, error: Error & { status?: unknown }): Failed {
  if (lost === MOST_LOST)
    return { name, url, reason: `Cannot download "${url}": it cost ${lost} downloaders (${error.message})` };
  return { name, url, ...(typeof error.status === "number" ? { status: error.status } : {}), reason: error.message };
}

/** The report as it stands; pages without a result have failed, for this reason. */
function reportOf({ targets, results }: State, reason = ""): Report {
  const report: Report = { saved: [], failed: [] };
  for (const [index, { name, url }] of targets.entries()) {
    const result = results[index] ?? { name, url, reason };
    if ("reason" in result) report.failed.push({ index, ...result });
    else report.saved.push({ index, ...result });
  }
  return report;
}

/** An error and its causes, each said once: many a message says its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && !message.includes(cause.message) ? `${message}: ${reasonOf(cause)}` : message;
}
