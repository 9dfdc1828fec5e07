import { ActorError } from "../core/errors.ts";
import type { DeadLetterReason } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { ActorIdentity, Target, Wait } from "../core/ref.ts";
import { FifoMailbox } from "../mailbox/fifo.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { WaitingSenders } from "../mailbox/senders.ts";
import { Stash } from "../mailbox/stash.ts";
import { DeadLetters } from "./dead-letters.ts";
import type { Locale } from "./locale.ts";
import { Pending } from "./pending.ts";
import { Sender } from "./sender.ts";

/** `send` and `ask` wait while this many messages wait for an actor. */
export const ROOM = 1024;

/** Why an inbox takes no more. */
export interface Closure {
  readonly reason: DeadLetterReason;
  readonly cause?: Error;
}

/** What an actor's end means to those who still send to it. */
export function closureOf(exit: Exit): Closure {
  switch (exit.kind) {
    case "done":
      return { reason: "FINISHED" };
    case "stopped":
      return { reason: "STOPPED" };
    case "killed":
      return { reason: "KILLED" };
    case "crashed":
      return { reason: "CRASHED", cause: exit.error };
  }
}

const saidOfClosure: Record<DeadLetterReason, string> = {
  FINISHED: "it has finished",
  STOPPED: "it was stopped",
  KILLED: "it was killed",
  CRASHED: "it has crashed and was not restarted",
  GONE: "there is no such actor, or it ended long ago",
  HOST_LOST: "its host died",
  UNKNOWN_MESSAGE: "it has no handler for it",
};

/** The error of an ask or send that an actor will not handle. */
export function undeliverable(path: string, type: string, closure: Closure): ActorError {
  return errorOf(closure, `Cannot deliver "${type}" to actor "${path}"`);
}

/** The error of an ask that an actor has handled and to which it still owes the reply. */
export function unanswered(path: string, type: string, closure: Closure): ActorError {
  const said = closure.reason === "CRASHED" ? "it has crashed" : undefined; // and is perhaps restarted
  return errorOf(closure, `Cannot get a reply to "${type}" from actor "${path}"`, said);
}

function errorOf({ reason, cause }: Closure, what: string, said: string = saidOfClosure[reason]): ActorError {
  return new ActorError(reason, `${what}: ${said}`, cause === undefined ? {} : { cause });
}

/** Where the messages of one actor arrive: open from its spawn to its end, through all restarts. */
export class Inbox implements Target {
  readonly mailbox: Mailbox = new FifoMailbox();
  /** Messages that were put aside and come before all others, once there have been any. */
  released: Mailbox | undefined = undefined;
  readonly #owner: ActorIdentity;
  readonly #locale: Locale;
  readonly #wake: () => void;
  #stash: Stash | undefined = undefined;
  #senders: WaitingSenders<Sender> | undefined = undefined;
  #closure: Closure | undefined = undefined;
  #deadLetters: DeadLetters | undefined = undefined;

  constructor(owner: ActorIdentity, locale: Locale, wake: () => void) {
    this.#owner = owner;
    this.#locale = locale;
    this.#wake = wake;
  }

  get host(): number {
    return this.#locale.host;
  }

  /** Why it takes no more; undefined while it does. */
  get closure(): Closure | undefined {
    return this.#closure;
  }

  /** How many messages wait to be handled. */
  get length(): number {
    return this.released === undefined ? this.mailbox.length : this.mailbox.length + this.released.length;
  }

  /** Nothing waits for the actor but what it put aside, and it has nothing in hand. */
  get isIdle(): boolean {
    return this.mailbox.unfinished === (this.#stash?.kept ?? 0) && !this.#hasSenders();
  }

  get isStashFull(): boolean {
    return this.#stash?.isFull === true;
  }

  /** Puts a message aside that was taken and is not done. */
  stash(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    receipt?.stash();
    (this.#stash ??= new Stash()).put(type, payload, receipt, meta);
    if (this.#closure !== undefined) this.#buryStash(this.#closure); // the actor is being stopped
  }

  unstash(): void {
    this.released = this.#stash?.release();
    this.#wake();
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    this.accept(type, payload, undefined, meta);
  }

  /** Takes a message in at once: a told one, a tick, or one that has waited for room on another host. */
  accept(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    if (this.#closure !== undefined) return this.#bury(type, payload, receipt, this.#closure);
    this.mailbox.put(type, payload, receipt, meta);
    this.#wake();
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending = new Pending(this.#locale, "send", this.#owner.path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (!this.#hasRoom()) return this.#queue(new Sender(type, payload, undefined, meta, pending));
      this.accept(type, payload, undefined, meta);
      this.#locale.runQueue.settle(() => pending.resolve(undefined));
    });
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const pending = new Pending(this.#locale, "ask", this.#owner.path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (!this.#hasRoom()) return this.#queue(new Sender(type, payload, pending, meta, pending));
      this.accept(type, payload, pending, meta);
    });
  }

  /** Lets those in that wait for room; called whenever messages have been handled. */
  admit(): void {
    const senders = this.#senders;
    if (senders === undefined) return;
    while (this.mailbox.length < ROOM) {
      const message = senders.next();
      if (message === undefined) return;
      this.mailbox.put(message.type, message.payload, message.receipt, message.meta);
      message.admitted();
    }
  }

  /** From now on everything is a dead letter, what waits first; those that wait for room are refused. */
  close(closure: Closure): void {
    if (this.#closure !== undefined) return;
    this.#closure = closure;
    this.#deadLetters = new DeadLetters(this.#owner.path, closure.reason, this.#locale);
    this.#buryStash(closure);
    this.#buryAll(this.mailbox, closure, (receipt) => receipt.start());
    this.#deadLetters.tellCount(); // before anything is said of its end
    for (let message = this.#senders?.next(); message !== undefined; message = this.#senders?.next()) {
      message.refused(undeliverable(this.#owner.path, message.type, closure));
    }
    this.#locale.closeInbox(this.#owner.id, closure);
  }

  /** For a message taken from the mailbox whose type no handler takes. */
  buryUnknown(type: string, payload: unknown, receipt: Receipt | undefined): void {
    this.mailbox.done();
    const reason = "UNKNOWN_MESSAGE";
    if (receipt !== undefined) this.#reject(type, receipt, { reason });
    new DeadLetters(this.#owner.path, reason, this.#locale).add(type, payload);
  }

  #hasSenders(): boolean {
    return this.#senders !== undefined && this.#senders.length > 0;
  }

  #hasRoom(): boolean {
    return this.#closure === undefined && this.mailbox.length < ROOM && !this.#hasSenders();
  }

  #queue(sender: Sender): void {
    if (this.#closure !== undefined) {
      return sender.refused(undeliverable(this.#owner.path, sender.type, this.#closure));
    }
    const senders = (this.#senders ??= new WaitingSenders<Sender>());
    senders.add(sender);
    sender.pending.onGivenUp(() => senders.remove(sender));
  }

  #buryStash(closure: Closure): void {
    if (this.#stash !== undefined) this.#buryAll(this.#stash.release(), closure, (receipt) => receipt.startAgain());
  }

  #buryAll(mailbox: Mailbox, closure: Closure, isWanted: (receipt: Receipt) => boolean): void {
    while (mailbox.take()) {
      const { type, payload, receipt } = mailbox;
      mailbox.clear();
      this.mailbox.done();
      if (receipt === undefined || isWanted(receipt)) this.#report(type, payload, receipt, closure);
    }
  }

  #bury(type: string, payload: unknown, receipt: Receipt | undefined, closure: Closure): void {
    if (receipt !== undefined && !receipt.start()) return; // a cancelled tick
    this.#report(type, payload, receipt, closure);
  }

  #report(type: string, payload: unknown, receipt: Receipt | undefined, closure: Closure): void {
    if (receipt !== undefined) this.#reject(type, receipt, closure);
    this.#deadLetters?.add(type, payload, receipt);
  }

  #reject(type: string, receipt: Receipt, closure: Closure): void {
    if (receipt.wantsReply) receipt.reject(undeliverable(this.#owner.path, type, closure)); // an error is dear
  }
}
