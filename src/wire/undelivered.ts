import { undeliverable, type Closure } from "../cell/closure.ts";
import { Losses } from "../cell/losses.ts";
import type { HeldMessage } from "./held-message.ts";
import type { OutgoingLane } from "./outgoing-lane.ts";
import type { OutletScope } from "./outlet-scope.ts";
import { TELL } from "./protocol.ts";

/** What one outlet did not deliver: dead letters, and senders that hear of it. */
export class Undelivered {
  readonly #path: string;
  readonly #scope: OutletScope;
  #losses: Losses | undefined = undefined;

  constructor(path: string, scope: OutletScope) {
    this.#path = path;
    this.#scope = scope;
  }

  lose(closure: Closure, type: string, payload: unknown): void {
    this.#losses ??= new Losses(this.#path, this.#scope);
    this.#losses.add(closure, type, payload, undefined);
  }

  refuse(message: HeldMessage, closure: Closure): void {
    const { kind, type, pending } = message;
    if (kind === TELL) this.lose(closure, type, message.shownPayload(this.#scope));
    else pending?.reject(undeliverable(this.#path, type, closure));
  }

  /** It cannot cross, or cannot be read where it has come. */
  fail(message: HeldMessage, error: Error): void {
    const { kind, type, pending } = message;
    if (kind === TELL) this.lose({ reason: "NOT_SENDABLE" }, type, message.shownPayload(this.#scope));
    pending?.reject(error);
  }

  /** Dead letters first: whoever hears that its send failed finds them counted. */
  refuseAll(messages: readonly HeldMessage[], closure: Closure): void {
    for (const message of messages) if (message.kind === TELL) this.refuse(message, closure);
    this.#losses?.tellCounts();
    for (const message of messages) if (message.kind !== TELL) this.refuse(message, closure);
  }

  /** What was under way to a host that died. */
  bury(lane: OutgoingLane, reason: Closure["reason"]): void {
    const { undelivered } = lane;
    const maybeStarted = Math.min(lane.maybeStarted, undelivered);
    this.#bury(maybeStarted, true, reason);
    this.#bury(undelivered - maybeStarted, false, reason);
  }

  #bury(count: number, maybeHandled: boolean, reason: Closure["reason"]): void {
    if (count === 0) return;
    this.#scope.traffic.goneWithHosts -= count;
    this.#scope.countBuried(count);
    this.#scope.events.emit("deadletter", { to: this.#path, reason, count, maybeHandled });
  }
}
