/** Downloads one page into one file: the tries, their time limit and the pauses between them. Knows nothing of actors. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { connectionFault, Fault, statusFault } from "./fault.ts";
import { discard, follow } from "./follow.ts";
import { nameProblem } from "./page-name.ts";
import { pauseBeforeRetry } from "./retry.ts";
import { saveBody } from "./save-body.ts";
import { fileNameOf, type Target } from "./target.ts";

export interface FetchOptions {
  /** The folder to save in. It exists. */
  dir: string;
  dispatcher: Dispatcher;
  /** The longest that one try may take, from the connection to the last byte of the body. */
  timeoutMs: number;
  /** How often to try again after the first try. */
  retries: number;
  /** A file name for a body under way, new at each call. */
  temporaryName: () => string;
  signal: AbortSignal;
  pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** A page that was saved, with how long that took and where it is. */
export interface Saved {
  name: string;
  url: string;
  status: number;
  bytes: number;
  ms: number;
  file: string;
}

/** A page that could not be saved. The message is the reason; `status` is the answer of the server, if there was one. */
export class PageError extends Error {
  override readonly name = "PageError";
  readonly code = "PAGE_FAILED";
  readonly status: number | undefined;

  constructor(message: string, fault: Fault) {
    super(message, { cause: fault.cause });
    this.status = fault.status;
  }
}

/**
 * Downloads a page into `dir`.
 *
 * @throws {PageError} the page cannot be had or saved. Faults that may pass have been tried again by then.
 * @throws the reason of `signal` once that is aborted. No temporary file is left in any case.
 */
export async function fetchPage(page: Target, options: FetchOptions): Promise<Saved> {
  const { retries, signal, pause = pauseFor } = options;
  const startMs = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      const saved = await tryPage(page, options);
      return { name: page.name, url: page.url, ...saved, ms: Math.round(performance.now() - startMs) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Fault)) throw error;
      if (!error.isPassing || tries > retries) throw new PageError(describe(page, error, tries), error);
      await pause(pauseBeforeRetry(tries, error.askedPauseMs), signal);
    }
  }
}

function describe(page: Target, fault: Fault, tries: number): string {
  return `Cannot download "${page.url}": ${fault.message}${tries > 1 ? ` (tried ${tries} times)` : ""}`;
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted()); // it would throw an error of its own
}

type Landed = Pick<Saved, "status" | "bytes" | "file">;

async function tryPage(
  page: Target,
  { dir, dispatcher, timeoutMs, temporaryName, signal }: FetchOptions,
): Promise<Landed> {
  for (const name of [page.name, page.spare?.name ?? page.name]) {
    const problem = nameProblem(name);
    if (problem !== undefined) throw new Fault(`it cannot be saved as "${name}": ${problem}`);
  }
  return await withTimeout(timeoutMs, signal, async (within) => {
    const { statusCode: status, headers, body } = await follow(page.url, dispatcher, within);
    if (status < 200 || status > 299) {
      await discard(body);
      throw statusFault(status, single(headers["retry-after"]));
    }
    const file = join(dir, fileNameOf(page, single(headers["content-type"])));
    try {
      const bytes = await saveBody(body, { temporary: join(dir, temporaryName()), final: file });
      return { status, bytes, file };
    } catch (error) {
      await discard(body);
      throw error;
    }
  });
}

// Longer timers would fire at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function withTimeout<T>(
  timeoutMs: number,
  signal: AbortSignal,
  act: (within: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(signal.reason);
  const expire = (): void => controller.abort(new Fault(`it took longer than ${timeoutMs} ms`, { isPassing: true }));
  signal.throwIfAborted();
  signal.addEventListener("abort", giveUp);
  const timer = setTimeout(expire, Math.min(timeoutMs, LONGEST_TIMER_MS));
  try {
    return await act(controller.signal);
  } catch (error) {
    if (error instanceof Fault) throw error;
    controller.signal.throwIfAborted(); // whatever broke, it broke because the time was up or the run was stopped
    throw connectionFault(error) ?? error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
