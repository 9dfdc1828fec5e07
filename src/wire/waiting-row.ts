import { WaitingSenders } from "../mailbox/senders.ts";
import type { HeldMessage } from "./held-message.ts";
import { TELL } from "./protocol.ts";

/** Messages to one actor that cannot leave yet, in the order in which they were sent. */
export class WaitingRow {
  readonly #messages = new WaitingSenders<HeldMessage>();
  /** How many of them were told, and so are accepted. */
  tells = 0;

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
    message.pending?.onGivenUp(() => this.#messages.remove(message));
  }

  next(): HeldMessage | undefined {
    const message = this.#messages.next();
    if (message?.kind === TELL) this.tells -= 1;
    return message;
  }

  takeAll(): HeldMessage[] {
    this.tells = 0;
    return this.#messages.takeAll();
  }
}
