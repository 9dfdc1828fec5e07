/** Downloads pages into a folder, one at a time. Start as many as should be under way at once. */
import { mkdir } from "node:fs/promises";
import { defineActor, type ActorDefinition } from "../src/mod.ts";
import { fetchPage, PageError, type Saved } from "./download/fetch-page.ts";
import type { Target } from "./download/target.ts";
import { temporaryNames } from "./download/temporary-file.ts";

export interface DownloaderArgs {
  /** The folder to save in. It is made if there is none. */
  dir: string;
  /** The longest that one try may take, from the connection to the last byte, in milliseconds. Default: 30,000. */
  timeoutMs?: number | undefined;
  /** How often a fault that may pass is tried again: one of the connection, a timeout, a 429 or a 5xx. Default: 3. */
  retries?: number | undefined;
  /** How the names of temporary files begin. Default: `.troupe`. */
  temporaryPrefix?: string | undefined;
}

export interface DownloaderProtocol {
  /**
   * Saves a page as `dir/name`, with the extension that its content type implies if the name has none.
   *
   * A page that cannot be had or saved is a refusal with a {@link PageError}: the downloader goes on. The final file
   * appears when it is whole, and the temporary one is gone by then, also when the asker gave up or the actor is stopped.
   */
  download: (page: Target) => Saved;
}

/**
 * A downloader with a connection pool of its own, which is closed with it.
 *
 * @example
 * const worker = await ctx.spawn(downloader, { args: { dir: "downloads" }, on: "thread" });
 * await worker.ask("download", { name: "google", url: "https://www.google.com/" }); // => saved as downloads/google.html
 */
export const downloader: ActorDefinition<DownloaderArgs, DownloaderProtocol> = defineActor({
  name: "downloader",
  module: import.meta.url,
  async init({ dir, timeoutMs = 30_000, retries = 3, temporaryPrefix = ".troupe" }: DownloaderArgs) {
    await mkdir(dir, { recursive: true });
    // Imported here, so that only the threads that download pay the 65 ms that undici takes to load.
    // The default export, since it is the only one that all bundlers keep of a CommonJS package.
    const { default: undici } = await import("undici");
    const dispatcher = new undici.Agent({
      connect: { timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { dir, timeoutMs, retries, dispatcher, temporaryName: temporaryNames(temporaryPrefix) };
  },
  receive: {
    async download({ state, signal, refuse }, page: Target) {
      try {
        return await fetchPage(page, { ...state, signal });
      } catch (error) {
        if (error instanceof PageError) return refuse(error);
        throw error;
      }
    },
  },
  async ended({ state }) {
    await state?.dispatcher.destroy();
  },
});
