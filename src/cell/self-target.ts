import { ActorError } from "../core/errors.ts";
import type { MailboxRules } from "../core/mailbox-options.ts";
import type { Meta } from "../core/receipt.ts";
import { Ref, type ActorIdentity, type Target, type Wait } from "../core/ref.ts";
import type { Cell } from "./cell.ts";
import type { Inbox } from "./inbox.ts";

/** Where `ctx.self` points: the actor's own inbox, but that an ask from inside one of its handlers would wait for itself. */
export class SelfTarget implements Target {
  readonly #owner: ActorIdentity;
  readonly #inbox: Inbox;
  readonly #isInside: () => boolean;

  constructor(owner: ActorIdentity, inbox: Inbox, isInside: () => boolean) {
    this.#owner = owner;
    this.#inbox = inbox;
    this.#isInside = isInside;
  }

  get host(): number {
    return this.#inbox.host;
  }

  get rules(): MailboxRules {
    return this.#inbox.rules;
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    this.#inbox.tell(type, payload, meta);
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    return this.#inbox.send(type, payload, wait, meta);
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    if (!this.#isInside()) return this.#inbox.ask(type, payload, wait, meta);
    const message = `Cannot ask actor "${this.#owner.path}" for "${type}": its own handler asks, and would wait for itself; use tell`;
    return Promise.reject(new ActorError("SELF_ASK", message));
  }
}

/** The ref to itself that an actor hands out. It knows an ask from inside by whose turn it is. */
export function createSelf(cell: Cell): Ref {
  const { seed, target, locale } = cell;
  return new Ref(seed, new SelfTarget(seed, target, () => locale.runQueue.current === cell.handling));
}

/** The ref to itself that a handler gets, which knows that it is used in there. */
export function selfInside(cell: Cell): Ref {
  return cell.locale.runQueue.current === cell.handling ? cell.self : createFreshSelf(cell);
}

/**
 * The same for a handler that reads `ctx.self` after an await, when it is nobody's turn: for as long as only that handler
 * can have it, which is until the next microtask, or in that the turn of another actor.
 */
function createFreshSelf({ seed, target, locale }: Cell): Ref {
  let isFresh = true;
  locale.env.soon(() => (isFresh = false));
  return new Ref(seed, new SelfTarget(seed, target, () => isFresh && locale.runQueue.current === undefined));
}
