import type { Closure } from "../cell/closure.ts";
import { Inbox } from "../cell/inbox.ts";
import type { Locale } from "../cell/locale.ts";
import type { Inlet } from "./inlet.ts";

/** The actors that live on this host, as other hosts reach them. */
export class Inboxes {
  readonly #locale: Locale;
  readonly #inboxes = new Map<string, Inbox>();
  /** The lanes that lead to them; most have none. */
  readonly #inlets = new Map<string, Inlet[]>();

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  has(id: string): boolean {
    return this.#inboxes.has(id);
  }

  get(id: string): Inbox | undefined {
    return this.#inboxes.get(id);
  }

  get all(): Iterable<Inbox> {
    return this.#inboxes.values();
  }

  /** From now on the actor can be reached. */
  settle(id: string, inbox: Inbox): void {
    this.#inboxes.set(id, inbox);
  }

  /** It takes no more messages: whoever has a lane to it is told. */
  close(id: string, closure: Closure): void {
    const inlets = this.#inlets.get(id);
    if (inlets === undefined) return;
    this.#inlets.delete(id);
    for (const inlet of inlets) inlet.closed(closure);
  }

  /** It has ended. */
  leave(id: string): void {
    this.#inboxes.delete(id);
  }

  /** A lane to it is opened; to an actor that is not here it is closed at once. */
  open(id: string, path: string, opened: (inbox: Inbox) => Inlet): void {
    const inbox = this.#inboxes.get(id) ?? this.#nobody(id, path);
    const inlet = opened(inbox);
    if (inbox.closure !== undefined) return inlet.closed(inbox.closure);
    const inlets = this.#inlets.get(id);
    if (inlets === undefined) this.#inlets.set(id, [inlet]);
    else inlets.push(inlet);
  }

  #nobody(id: string, path: string): Inbox {
    const inbox = new Inbox({ id, name: path, path }, this.#locale, () => {});
    inbox.close({ reason: "GONE" });
    return inbox;
  }
}
