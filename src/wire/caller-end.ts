import type { ActorError } from "../core/errors.ts";
import type { Meta } from "../core/receipt.ts";
import type { Pending } from "../cell/pending.ts";
import { writeMessage, type HeldMessage } from "./held-message.ts";
import { Lanes } from "./lanes.ts";
import type { Link } from "./link.ts";
import { Numbered } from "./numbered.ts";
import type { Outlet } from "./outlet.ts";
import { CANCEL, WANT } from "./protocol.ts";

/** The end of a link from which messages are sent to actors at the other end: their lanes, and the asks under way. */
export class CallerEnd {
  /** The host at the other end. */
  readonly host: number;
  readonly lanes: Lanes<Outlet>;
  readonly #link: Link;
  readonly #asks = new Numbered<Pending>();

  constructor(host: number, link: Link) {
    this.host = host;
    this.#link = link;
    this.lanes = new Lanes(link);
  }

  /** @throws {ActorError} `NOT_SENDABLE`; nothing was sent then. */
  write(lane: number, type: string, payload: unknown, pending: Pending | undefined, meta: Meta | undefined): void {
    // Taken first: a getter in the payload may ask too.
    const ask = pending && this.#asks.reserve();
    writeMessage(this.#link.frame, lane, ask, type, payload, meta);
    this.#link.wrote();
    if (pending !== undefined && ask !== undefined) this.#expectReply(pending, ask);
  }

  writeHeld(lane: number, message: HeldMessage): void {
    const ask = this.#asks.reserve();
    this.#link.add(message.address(lane, ask));
    if (message.isAsk) this.#expectReply(message.pending as Pending, ask);
  }

  want(lane: number, count: number): void {
    this.#link.frame.items.push(WANT, lane, count);
    this.#link.wrote();
  }

  /** The ask that a reply answers; undefined if its asker no longer waits. */
  takeAsk(ask: number): Pending | undefined {
    return this.#asks.take(ask);
  }

  /** The other end is dead: no ask will be answered. Returns the outlets that lost their way. */
  lose(error: ActorError): Outlet[] {
    const asks = this.#asks.takeAll();
    const outlets = this.lanes.dispose((outlet) => outlet.lost());
    for (const pending of asks) pending.reject(error);
    return outlets;
  }

  #expectReply(pending: Pending, ask: number): void {
    this.#asks.set(ask, pending);
    pending.onGivenUp(() => {
      if (this.#asks.take(ask) === undefined) return;
      this.#link.frame.items.push(CANCEL, ask);
      this.#link.wrote();
    });
  }
}
