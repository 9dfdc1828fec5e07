import type { Env } from "../core/env.ts";
import type { Transport } from "../wire/link.ts";
import { PORT } from "../wire/protocol.ts";

/** One end of a line through memory. */
export interface MemoryEnd extends Transport {
  /** As if the host at this end had died: what it has posted can still be read, nothing more is posted or heard. */
  cut(): void;
}

/**
 * Two ends in one thread, with nothing between them but structured clone and a turn of the event loop.
 *
 * @param turns how many turns what is posted next takes; it is never overtaken
 */
export function createMemoryLine(env: Env, turns: () => number = () => 1): readonly [MemoryEnd, MemoryEnd] {
  const one = new End(env, turns);
  const other = new End(env, turns);
  one.other = other;
  other.other = one;
  return [one, other];
}

type Receive = (frame: readonly unknown[]) => void;

class End implements MemoryEnd {
  other: End | undefined = undefined;
  readonly #env: Env;
  readonly #turns: () => number;
  #arrived: (readonly unknown[])[] = [];
  #receive: Receive | undefined = undefined;
  #isDue = false;
  #isClosed = false;

  constructor(env: Env, turns: () => number) {
    this.#env = env;
    this.#turns = turns;
  }

  post(frame: unknown[], transfers: Parameters<Transport["post"]>[1]): void {
    if (this.#isClosed) return;
    // The end of another line is what a port is between threads: it moves, and is not cloned.
    const moved = frame.includes(PORT) && transfers.length === 1 && transfers[0] instanceof End;
    (this.other as End).#take(moved ? frame : structuredClone(frame, { transfer: transfers as never }));
  }

  listen(receive: Receive): void {
    this.#receive = receive;
    this.#schedule();
  }

  readAll(receive: Receive): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const frame of arrived) receive(frame);
  }

  close(): void {
    this.#isClosed = true;
    this.#arrived = [];
  }

  cut(): void {
    this.close();
    this.#receive = undefined;
  }

  #take(frame: readonly unknown[]): void {
    if (this.#isClosed) return;
    this.#arrived.push(frame);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue || this.#receive === undefined || this.#arrived.length === 0) return;
    this.#isDue = true;
    this.#deliverIn(this.#turns());
  }

  #deliverIn(turns: number): void {
    this.#env.nextTurn(() => {
      if (turns > 1) return this.#deliverIn(turns - 1);
      this.#isDue = false;
      if (this.#receive !== undefined) this.readAll(this.#receive);
    });
  }
}
