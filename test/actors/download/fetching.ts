// Calls fetchPage as a downloader does, with pauses that take no time.
import { readdir } from "node:fs/promises";
import { Agent } from "undici";
import { onTestFinished } from "vitest";
import { fetchPage, type FetchOptions, type Saved } from "../../../actors/download/fetch-page.ts";
import type { Target } from "../../../actors/download/target.ts";
import { temporaryNames } from "../../../actors/download/temporary-file.ts";
import { emptyFolder } from "./web.ts";

export interface Fetching {
  dir: string;
  /** The pauses between the tries so far. */
  pauses: number[];
  fetch: (target: Target, options?: Partial<FetchOptions>) => Promise<Saved>;
  files: () => Promise<string[]>;
}

export async function startFetching(defaults: Partial<FetchOptions> = {}): Promise<Fetching> {
  const dir = defaults.dir ?? (await emptyFolder());
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const pauses: number[] = [];
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  const temporaryName = temporaryNames(".part");
  const options = { dir, dispatcher, timeoutMs: 10_000, retries: 3, temporaryName, pause };
  return {
    dir,
    pauses,
    fetch: (target, own) =>
      fetchPage(target, { ...options, signal: new AbortController().signal, ...defaults, ...own }),
    files: async () => (await readdir(dir)).toSorted(),
  };
}
