import { Queue, type ActorRef } from "../../src/mod.ts";
import type { Wait } from "./wait.ts";

/** One life of an actor that uses the queue, from when it has opened it. */
export class Session<T> {
  readonly id: string;
  readonly taker: ActorRef<object>;
  readonly waits: Set<Wait<T>> = new Set();
  /** What has arrived there and is not done, the oldest first. */
  readonly inHand: Queue<T> = new Queue();

  constructor(id: string, taker: ActorRef<object>) {
    this.id = id;
    this.taker = taker;
  }

  /** It has something in hand, and is to go on with that before it takes more. */
  get isBusy(): boolean {
    return !this.inHand.isEmpty && ![...this.waits].some(({ act }) => act === "take");
  }
}
