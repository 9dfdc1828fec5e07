// The main job in one page, written as a user would: everything is inferred, nothing is annotated but what comes in.
import { defineActor, run, wasRefused, type Piped, type RefOf } from "troupe";
import { is } from "./same.ts";

interface Page {
  name: string;
  url: string;
}
interface Saved {
  page: Page;
  status: number;
  file: string;
}
interface Report {
  saved: Saved[];
  failed: { page: Page; reason: string }[];
}
interface Options {
  pages: Page[];
  dir: string;
  workers: number;
  on: "inline" | "thread";
  heartbeatMs: number;
}
declare function request(url: string, options: { signal: AbortSignal }): Promise<{ status: number; body: Uint8Array }>;
declare function save(file: string, body: Uint8Array, options: { signal: AbortSignal }): Promise<void>;

const downloader = defineActor({
  name: "downloader",
  module: import.meta.url,
  init: (options: { dir: string }) => ({ ...options }),
  receive: {
    async download({ state, signal, refuse }, page: Page) {
      const { status, body } = await request(page.url, { signal });
      if (status !== 200) return refuse(new Error(`${page.url} answered ${status}`));
      const file = `${state.dir}/${page.name}.html`;
      await save(file, body, { signal });
      return { page, status, file } satisfies Saved;
    },
  },
});

const heartbeat = defineActor({
  name: "heartbeat",
  init: ({ everyMs, total }: { everyMs: number; total: number }, ctx) => {
    ctx.every(everyMs, "beat");
    return { done: 0, total };
  },
  receive: {
    beat: ({ state, log }) => log.info(`Still downloading: ${state.done} of ${state.total}`),
    settled({ state }, done: number) {
      state.done = done;
    },
  },
});

type Worker = RefOf<typeof downloader>;

const downloads = defineActor({
  name: "downloads",
  supervise: { strategy: "one-for-one", maxRestarts: 10, withinMs: 10_000 },
  init: async ({ pages, dir, workers, on, heartbeatMs }: Options, ctx) => {
    const beat = await ctx.spawn(heartbeat, { args: { everyMs: heartbeatMs, total: pages.length }, transient: true });
    for (let n = 0; n < workers; n++) ctx.self.tell("next", await ctx.spawn(downloader, { args: { dir }, on }));
    const report: Report = { saved: [], failed: [] };
    return { beat, total: pages.length, waiting: [...pages], report };
  },
  receive: {
    next(ctx, worker: Worker) {
      const page = ctx.state.waiting.shift();
      if (page === undefined) return;
      ctx.pipe(worker.with({ timeoutMs: Infinity }).ask("download", page), "answered", { worker, page });
    },
    answered(ctx, { value, error, about: { worker, page } }: Piped<Saved, { worker: Worker; page: Page }>) {
      const { waiting, beat, total, report } = ctx.state;
      if (!error) report.saved.push(value);
      else if (wasRefused(error)) report.failed.push({ page, reason: error.message });
      else waiting.push(page); // the worker died with it: its successor takes it
      ctx.self.tell("next", worker);
      const done = report.saved.length + report.failed.length;
      beat.tell("settled", done);
      if (done === total) return ctx.finish(report);
    },
  },
});

const options: Options = { pages: [], dir: ".", workers: 4, on: "thread", heartbeatMs: 100 };
is<Report>()(await run(downloads, { args: options }));
// @ts-expect-error: an option is missing
await run(downloads, { args: { pages: [], dir: "." } });
