import { aBoolean, anAbortSignal, checkOptions, msFrom0, type Rules } from "./check-options.ts";

/** How long a `send`, an `ask` or whoever stands at a queue may wait, and what may call it off. */
export interface WaitOptions {
  /** In ms; `Infinity` for no limit. Default: the system's `askTimeoutMs` for asks, no limit for all else. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How to stop a child. */
export interface StopOptions {
  /** In ms, then it is killed. Default: the child's `stopTimeoutMs`, or no limit while it drains. */
  readonly timeoutMs?: number;
  /** Handle what its mailbox holds first. Default: false, what waits becomes dead letters. */
  readonly drain?: boolean;
}

const waitRules: Rules<WaitOptions> = { timeoutMs: msFrom0, signal: anAbortSignal };
const stopRules: Rules<StopOptions> = { timeoutMs: msFrom0, drain: aBoolean };

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkWaitOptions(path: string, options: unknown): void {
  checkWait(`set options for actor "${path}"`, options);
}

/**
 * @param act what is to wait, as in `take from the queue`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkWait(act: string, options: unknown): void {
  checkOptions(act, options, waitRules);
}

/**
 * @param what is to be stopped, as in `actor "/shop/till"`
 * @throws {ActorError} `BAD_OPTION`, with the option and what was given.
 */
export function checkStopOptions(what: string, options: unknown): void {
  checkOptions(`stop ${what}`, options, stopRules);
}
