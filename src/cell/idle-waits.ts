import { neverIdle, type Closure } from "./closure.ts";

/** A message in hand. */
export interface InHand {
  readonly isOver: boolean;
}

interface IdleWait {
  readonly isTaken: () => boolean;
  /** What was in hand when the last of those that waited had been taken. */
  left: readonly InHand[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait until an actor has handled all that waited for it when they came. */
export class IdleWaits {
  readonly #inHand: () => readonly InHand[];
  /** In the order they came: what the first waits for is taken before what the others do. */
  #waits: IdleWait[] = [];
  #leaving: IdleWait[] = [];

  constructor(inHand: () => readonly InHand[]) {
    this.#inHand = inHand;
  }

  get isEmpty(): boolean {
    return this.#waits.length === 0 && this.#leaving.length === 0;
  }

  /** `isTaken` says whether all those messages have left the mailbox. */
  add(isTaken: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waits.push({ isTaken, left: [], resolve, reject });
      if (this.#waits.length === 1) this.look();
    });
  }

  /** Due whenever a message has left the mailbox, or one in hand is done with. */
  look(): void {
    const waiting = this.#waits.findIndex(({ isTaken }) => !isTaken());
    const taken = waiting < 0 ? this.#waits.splice(0) : waiting > 0 ? this.#waits.splice(0, waiting) : [];
    if (taken.length > 0) {
      const left = this.#inHand();
      for (const wait of taken) wait.left = left;
      this.#leaving.push(...taken);
    }
    if (this.#leaving.length === 0) return;
    this.#leaving = this.#leaving.filter(({ left, resolve }) => {
      if (!left.every(({ isOver }) => isOver)) return true;
      resolve();
      return false;
    });
  }

  /** What still waits will not be handled. */
  close(path: string, closure: Closure): void {
    this.look();
    for (const { reject } of this.#waits.splice(0)) reject(neverIdle(path, closure));
  }

  /** The actor has ended: whatever was in hand is over, or nobody waits for it any more. */
  end(): void {
    for (const { resolve } of this.#leaving.splice(0)) resolve();
  }
}
