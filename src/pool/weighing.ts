import type { Forwarded } from "../core/receipt.ts";
import type { Worker } from "./worker.ts";

/** Memory is looked at after the first job, then after so many, or so long, which costs next to nothing. */
const EVERY_JOBS = 64;
const EVERY_MS = 100;

/** The question to a worker how much memory its host uses, and what to do with the answer. */
export class Weighing implements Forwarded {
  lane = 0;
  place = 0;
  ask = 0;
  bytes = 0;
  isMoved = false;
  readonly wantsReply = true;
  readonly isReserved = false;
  readonly isGivenUp = false;
  readonly #answered: (bytes: number) => void;

  constructor(answered: (bytes: number) => void) {
    this.#answered = answered;
  }

  static isDue({ done, weighedAfter, weighedAt }: Worker, now: number): boolean {
    return weighedAfter === 0 || done - weighedAfter >= EVERY_JOBS || now - weighedAt >= EVERY_MS;
  }

  start(): boolean {
    return true;
  }

  startAgain(): boolean {
    return true;
  }

  stash(): void {}

  resolve(bytes: unknown): void {
    this.#answered(bytes as number);
  }

  // A worker that has gone weighs nothing.

  reject(): void {}
  refuse(): void {}
  unread(): void {}
  lost(): void {}
  onGivenUp(): void {}

  takeBack(): boolean {
    return true;
  }
}
