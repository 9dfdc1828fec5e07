import { toError } from "../core/errors.ts";
import type { MailboxRules, Priority, QueueOrder } from "../core/mailbox-options.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import { createMailbox } from "../mailbox/create-mailbox.ts";
import type { DroppingMailbox, Mailbox } from "../mailbox/mailbox.ts";
import { reasonOf, whenFull } from "../mailbox/overflow.ts";
import { WaitingSenders } from "../mailbox/senders.ts";
import { fullError, type Closure } from "./closure.ts";
import type { Sender } from "./sender.ts";

/** While so many messages wait in a mailbox without a capacity, `send` and `ask` wait. */
const ROOM = 1024;

/** So many messages may wait before `send` and `ask` do. */
export function roomOf({ capacity }: MailboxRules): number {
  return capacity === Infinity ? ROOM : capacity;
}

/** What an entrance tells its inbox. */
export interface EntranceScope {
  readonly path: string;
  /** A message has come in. */
  wake(): void;
  lose(closure: Closure, type: string, payload: unknown, receipt: Receipt | undefined): void;
  fault(error: Error): void;
}

/** Makes a mailbox of those that `create` makes, which have that order. */
export type Enclose = (create: () => Mailbox, order: QueueOrder) => Mailbox;

const asItIs: Enclose = (create) => create();

/** The way into one mailbox while it is open: who is let in, who has to wait, and what is dropped when it is full. */
export class Entrance {
  readonly mailbox: Mailbox;
  readonly rules: MailboxRules;
  readonly #scope: EntranceScope;
  readonly #room: number;
  /** Of those in the mailbox, how many have their place whatever the capacity. */
  #reserved = 0;
  #senders: WaitingSenders<Sender> | undefined = undefined;

  /** `enclose`: for an actor whose messages wait in more than one mailbox. */
  constructor(rules: MailboxRules, priority: Priority | undefined, scope: EntranceScope, enclose: Enclose = asItIs) {
    this.rules = rules;
    this.#scope = scope;
    this.#room = roomOf(rules);
    this.mailbox = enclose(() => createMailbox(rules, priority, scope), rules.order);
  }

  get hasSenders(): boolean {
    return this.senders > 0;
  }

  /** How many wait for room. */
  get senders(): number {
    return this.#senders?.length ?? 0;
  }

  /** How many in the mailbox do not count, since they have their place in any case, or are not wanted any more. */
  get uncounted(): number {
    return this.#reserved;
  }

  /** Whether who sends or asks now need not wait. */
  get hasRoom(): boolean {
    return !this.#isFull(this.#room) && !this.hasSenders;
  }

  /** Those of other hosts that wait for room: their senders know them to be accepted. */
  get arrivals(): readonly Sender[] {
    return this.#senders?.all.filter(({ isAccepted }) => isAccepted) ?? [];
  }

  /** Takes in a message that waits for nothing. */
  told(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    const isFull = this.#isFull(this.rules.capacity);
    if (isFull) {
      const fate = whenFull[this.rules.overflow].told;
      if (fate !== "replace") return this.#scope.lose({ reason: reasonOf[fate] }, type, payload, receipt);
    }
    try {
      this.mailbox.put(type, payload, receipt, meta);
    } catch (error) {
      this.#scope.fault(toError(error));
      return this.#scope.lose({ reason: "ORDER_FAILED" }, type, payload, receipt);
    }
    if (isFull) this.#dropOldest(); // not before it is sure that the new one has its place
    this.#scope.wake();
  }

  /** Takes in what always has a place. */
  reserved(type: string, payload: unknown, receipt: Receipt, meta: Meta | undefined): void {
    this.#reserved += 1;
    this.mailbox.put(type, payload, receipt, meta);
    this.#scope.wake();
  }

  /** One in the mailbox is not wanted any more, and says from now on that it is reserved: it takes nobody's room. */
  withdraw(): void {
    this.#reserved += 1;
    this.admit();
  }

  /** One of those was taken from the mailbox. */
  leftReserved(): void {
    this.#reserved -= 1;
  }

  /** Takes in a message that was sent or asked; or has it wait, or refuses it. */
  enter(sender: Sender): void {
    const { type, payload, receipt } = sender;
    if (this.hasRoom) return void this.letIn(sender);
    switch (whenFull[this.rules.overflow].sent) {
      case "wait":
        return this.#queue(sender);
      case "refuse":
        return sender.refused(fullError(this.#scope.path, type, payload, this.rules.capacity));
      case "drop":
        sender.admitted(); // as if it had got its place, and lost it at once
        return this.#scope.lose({ reason: reasonOf.drop }, type, payload, receipt);
      case "replace":
        if (this.letIn(sender)) this.#dropOldest();
    }
  }

  /** Takes in a message whether there is room or not; false if its priority cannot be told. */
  letIn(sender: Sender): boolean {
    try {
      this.mailbox.put(sender.type, sender.payload, sender.receipt, sender.meta);
    } catch (error) {
      sender.refused(toError(error));
      return false;
    }
    sender.admitted();
    this.#scope.wake();
    return true;
  }

  /** Lets those in that wait for room; called whenever messages have been handled. */
  admit(): void {
    const senders = this.#senders;
    if (senders === undefined) return;
    while (senders.length > 0 && !this.#isFull(this.#room)) this.letIn(senders.next() as Sender);
  }

  /** Hands over those that wait for room: there will be none. */
  close(): Sender[] {
    return this.#senders?.takeAll() ?? [];
  }

  /** Returns what tells whether all that waits now has been taken. */
  mark(): () => boolean {
    let isTaken = this.mailbox.mark();
    // Those of other hosts are accepted, but wait outside. Where in the mailbox is known when all of them are let in.
    let outside = this.arrivals;
    return () => {
      if (outside.some(({ isWaiting }) => isWaiting)) return false;
      if (outside.length > 0) {
        outside = [];
        isTaken = this.mailbox.mark();
      }
      return isTaken();
    };
  }

  #isFull(room: number): boolean {
    return this.mailbox.length - this.#reserved >= room;
  }

  #queue(sender: Sender): void {
    const senders = (this.#senders ??= new WaitingSenders<Sender>());
    senders.add(sender);
    sender.onGivenUp(() => senders.remove(sender));
  }

  #dropOldest(): void {
    const mailbox = this.mailbox as DroppingMailbox; // that is the rule
    if (!mailbox.takeOldest()) return;
    const { type, payload, receipt } = mailbox;
    mailbox.clear();
    mailbox.done();
    this.#scope.lose({ reason: reasonOf.replace }, type, payload, receipt);
  }
}
