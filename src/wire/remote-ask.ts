import type { BatchReply } from "../cell/batch.ts";
import type { Receipt } from "../core/receipt.ts";
import type { CalleeEnd } from "./callee-end.ts";
import type { Inlet } from "./inlet.ts";
import { FAIL, REFUSE, UNREAD } from "./protocol.ts";

/** An ask from another host, as its receiver sees it. */
export class RemoteAsk implements Receipt {
  readonly wantsReply = true;
  readonly isReserved = false;
  isGivenUp = false;
  readonly #end: CalleeEnd;
  readonly #inlet: Inlet;
  readonly #ask: number;
  readonly #type: string;
  /** By a pool, which has it back if it is not handled. */
  readonly isForwarded: boolean;
  /** Why its payload cannot be read: that is its answer, when its turn has come. */
  unread: Error | undefined = undefined;
  /** Its payload is many, and so is its reply. */
  isBatch = false;
  /** If it was forwarded. */
  #startedAt: number | undefined = undefined;
  #listeners: (() => void)[] | undefined = undefined;

  constructor(end: CalleeEnd, inlet: Inlet, ask: number, type: string, isForwarded: boolean) {
    this.#end = end;
    this.#inlet = inlet;
    this.#ask = ask;
    this.#type = type;
    this.isForwarded = isForwarded;
  }

  start(): boolean {
    if (!this.#begin()) return false;
    if (this.unread === undefined || this.#inlet.inbox.closure !== undefined) return true;
    this.#end.fail(this.#ask, this.unread, UNREAD);
    return false;
  }

  takeBack(): boolean {
    if (this.isForwarded) this.#end.giveBack(this.#ask, this.#inlet);
    return this.isForwarded;
  }

  stash(): void {
    this.#inlet.stash();
  }

  startAgain(): boolean {
    return this.#inlet.startAgain();
  }

  buried(count: number): void {
    this.#inlet.buried(count);
  }

  resolve(value: unknown): void {
    const tookMs = this.#end.jobEnds(this.#type, this.#startedAt);
    if (tookMs === undefined || !this.isBatch) this.#end.reply(this.#ask, value, tookMs);
    else this.#end.replyBatch(this.#ask, value as BatchReply, tookMs);
  }

  reject(error: Error): void {
    this.#end.jobEnds(this.#type, this.#startedAt);
    this.#end.fail(this.#ask, error, FAIL);
  }

  refuse(error: Error): void {
    this.#end.jobEnds(this.#type, this.#startedAt);
    this.#end.fail(this.#ask, error, REFUSE);
  }

  onGivenUp(listener: () => void): void {
    if (this.isGivenUp) return listener();
    (this.#listeners ??= []).push(listener);
  }

  giveUp(): void {
    this.isGivenUp = true;
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }

  /** False if it is not to be handled, and its sender has it back. */
  #begin(): boolean {
    if (!this.isForwarded) return this.#inlet.start();
    const isWanted = this.#inlet.startUnlessRecalled();
    if ((isWanted && !this.isGivenUp) || this.#inlet.inbox.closure !== undefined) {
      this.#startedAt = this.#end.jobStarts(this.#type);
      return true;
    }
    this.#end.giveBack(this.#ask, undefined);
    return false;
  }
}
