import { Worker } from "node:worker_threads";
import type { Two } from "./adder.ts";
import { END, type BareMessage } from "./bare-adder.ts";

/** A bare worker with the least around it that tells replies apart. */
export class BareWorker {
  readonly #worker = new Worker(new URL("bare-adder.js", import.meta.url));
  readonly #waiting = new Map<number, (reply: BareMessage) => void>();
  #lastId = 0;

  constructor() {
    this.#worker.on("message", (reply: BareMessage) => {
      const id = reply.id ?? 0;
      this.#waiting.get(id)?.(reply);
      this.#waiting.delete(id);
    });
  }

  post(two: Two): void {
    this.#worker.postMessage(two);
  }

  ask({ a, b }: Two): Promise<BareMessage> {
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, resolve);
      this.#worker.postMessage({ id, a, b });
    });
  }

  /** Resolves when all that was posted has been read. */
  allRead(): Promise<BareMessage> {
    return new Promise((resolve) => {
      this.#waiting.set(0, resolve);
      this.#worker.postMessage({ a: 0, b: END });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
