import type { Answer } from "./arrival.ts";
import type { CalleeEnd } from "./callee-end.ts";
import { FAIL } from "./protocol.ts";

/** The answer to a send from another host, of which only the receiver can say whether it is accepted. */
export class RemoteSend implements Answer {
  readonly #end: CalleeEnd;
  readonly #ask: number;
  #withdraw: (() => void) | undefined = undefined;

  constructor(end: CalleeEnd, ask: number) {
    this.#end = end;
    this.#ask = ask;
  }

  resolve(): void {
    this.#end.reply(this.#ask, undefined);
  }

  reject(error: Error): void {
    this.#end.fail(this.#ask, error, FAIL);
  }

  onGivenUp(listener: () => void): void {
    this.#withdraw = listener;
  }

  /** Its sender has called it off before it was answered: it still waits, and its sender waits to hear that it is out. */
  giveUp(): void {
    this.#withdraw?.();
    this.#end.calledOff(this.#ask);
  }
}
