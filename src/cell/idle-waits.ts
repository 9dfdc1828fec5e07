import { neverIdle, type Closure } from "./closure.ts";

/** A message in hand. */
export interface InHand {
  readonly isOver: boolean;
}

interface IdleWait {
  readonly isTaken: () => boolean;
  /** What was in hand when the last of those that waited had been taken. */
  left: readonly InHand[] | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait until an actor has handled all that waited for it when they came. */
export class IdleWaits {
  #waits: IdleWait[] = [];

  get isEmpty(): boolean {
    return this.#waits.length === 0;
  }

  /** `isTaken` says whether all those messages have left the mailbox. */
  add(isTaken: () => boolean, inHand: readonly InHand[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waits.push({ isTaken, left: undefined, resolve, reject });
      this.look(inHand);
    });
  }

  /** Due whenever a message was taken, or one in hand is done with. */
  look(inHand: readonly InHand[]): void {
    this.#waits = this.#waits.filter((wait) => {
      if (wait.left === undefined && wait.isTaken()) wait.left = inHand;
      if (wait.left?.every(({ isOver }) => isOver) !== true) return true;
      wait.resolve();
      return false;
    });
  }

  /** What still waits will not be handled. */
  close(path: string, closure: Closure): void {
    this.#waits = this.#waits.filter((wait) => {
      if (wait.left !== undefined || wait.isTaken()) return true;
      wait.reject(neverIdle(path, closure));
      return false;
    });
  }
}
