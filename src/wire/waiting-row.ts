import { WaitingSenders } from "../mailbox/senders.ts";
import type { HeldMessage } from "./held-message.ts";
import { TELL } from "./protocol.ts";

interface Watcher {
  readonly isTellsOnly: boolean;
  readonly run: () => void;
}

/** Messages to one actor that cannot leave yet, in the order in which they were sent. */
export class WaitingRow {
  readonly #messages = new WaitingSenders<HeldMessage>();
  /** How many of them were told, and so are accepted. */
  tells = 0;
  #watchers: Watcher[] = [];

  get length(): number {
    return this.#messages.length;
  }

  get first(): HeldMessage | undefined {
    return this.#messages.first;
  }

  /** One whose sender gives up leaves the row. */
  add(message: HeldMessage): void {
    if (message.kind === TELL) this.tells += 1;
    this.#messages.add(message);
    message.pending?.onGivenUp(() => {
      this.#messages.remove(message);
      this.look();
    });
  }

  /** Whoever takes some calls {@link WaitingRow.look} once they have left. */
  next(): HeldMessage | undefined {
    const message = this.#messages.next();
    if (message?.kind === TELL) this.tells -= 1;
    return message;
  }

  takeAll(): HeldMessage[] {
    this.tells = 0;
    return this.#messages.takeAll();
  }

  /** Runs when nothing waits any more; `isTellsOnly`: nothing that was told. */
  whenEmpty(isTellsOnly: boolean, run: () => void): void {
    this.#watchers.push({ isTellsOnly, run });
    this.look();
  }

  look(): void {
    if (this.#watchers.length === 0) return;
    const isOver = ({ isTellsOnly }: Watcher): boolean => (isTellsOnly ? this.tells : this.length) === 0;
    const over = this.#watchers.filter(isOver);
    this.#watchers = this.#watchers.filter((watcher) => !isOver(watcher));
    for (const { run } of over) run();
  }
}
