import type { DeadLetterReason } from "../core/events.ts";
import type { MailboxRules } from "../core/mailbox-options.ts";

/** The answer to "where": a host, or why there is none. */
export interface Whereabout {
  readonly host?: number;
  readonly reason?: DeadLetterReason;
  /** What holds for its mailbox. */
  readonly mailbox?: MailboxRules | undefined;
}

/**
 * Where the children of this host's actors live that were placed on other hosts. Only the parent's host knows; others
 * ask it, and wait while a child is between two places.
 */
export class Whereabouts {
  readonly #hosts = new Map<string, number | undefined>();
  readonly #waiting = new Map<string, ((answer: Whereabout) => void)[]>();

  /** The actor has a place; or none for the time being. */
  set(id: string, host: number | undefined): void {
    this.#hosts.set(id, host);
    if (host !== undefined) this.#answer(id, { host });
  }

  ended(id: string, reason: DeadLetterReason): void {
    this.#hosts.delete(id);
    this.#answer(id, { reason });
  }

  /** `lost` is a host that the asker knows to be dead, perhaps sooner than this one does. */
  ask(id: string, lost: number | undefined, answer: (answer: Whereabout) => void): void {
    if (!this.#hosts.has(id)) return answer({ reason: "GONE" });
    const host = this.#hosts.get(id);
    if (host !== undefined && host !== lost) return answer({ host });
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) this.#waiting.set(id, [answer]);
    else waiting.push(answer);
  }

  #answer(id: string, answer: Whereabout): void {
    const waiting = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    for (const tell of waiting) tell(answer);
  }
}
