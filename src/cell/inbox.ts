import { toError } from "../core/errors.ts";
import { ordinaryMailbox, type MailboxRules, type Priority } from "../core/mailbox-options.ts";
import type { Forwarded, Meta, Receipt } from "../core/receipt.ts";
import type { ActorIdentity, Forwarder, Wait } from "../core/ref.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { Stash } from "../mailbox/stash.ts";
import { undeliverable, type Closure } from "./closure.ts";
import { Entrance, type Enclose, type EntranceScope } from "./entrance.ts";
import { IdleWaits, type InHand } from "./idle-waits.ts";
import type { Locale } from "./locale.ts";
import { Losses } from "./losses.ts";
import { Pending } from "./pending.ts";
import { LocalSender, type Sender } from "./sender.ts";
import type { Traffic } from "./traffic.ts";

/** Where the messages of one actor arrive: open from its spawn to its end, through all restarts. */
export class Inbox implements Forwarder, EntranceScope {
  readonly entrance: Entrance;
  readonly mailbox: Mailbox;
  /** Messages that were put aside and come before all others, once there have been any. */
  released: Mailbox | undefined = undefined;
  /** Those who wait until all that waits has been handled; undefined if nobody does. */
  idleWaits: IdleWaits | undefined = undefined;
  readonly isRecalling = false;
  readonly #wakeActor: () => void;
  readonly #owner: ActorIdentity;
  readonly #locale: Locale;
  readonly #traffic: Traffic;
  /** There is always room, and no priority that may fail: nobody need be asked. */
  readonly #isAlwaysOpen: boolean;
  #stash: Stash | undefined = undefined;
  #closure: Closure | undefined = undefined;
  #losses: Losses | undefined = undefined;

  constructor(
    owner: ActorIdentity,
    locale: Locale,
    wake: () => void,
    rules: MailboxRules = ordinaryMailbox,
    priority?: Priority,
    enclose?: Enclose,
  ) {
    this.#owner = owner;
    this.#locale = locale;
    this.#traffic = locale.traffic;
    this.#isAlwaysOpen = rules === ordinaryMailbox && enclose === undefined;
    this.#wakeActor = wake;
    this.entrance = new Entrance(rules, priority, this, enclose);
    this.mailbox = this.entrance.mailbox;
  }

  get path(): string {
    return this.#owner.path;
  }

  get host(): number {
    return this.#locale.host;
  }

  get rules(): MailboxRules {
    return this.entrance.rules;
  }

  /** Why it takes no more; undefined while it does. */
  get closure(): Closure | undefined {
    return this.#closure;
  }

  /** How many messages wait to be handled. */
  get length(): number {
    return this.released === undefined ? this.mailbox.length : this.mailbox.length + this.released.length;
  }

  /** How many were put aside and are not wanted back yet. */
  get stashed(): number {
    return this.#stash?.kept ?? 0;
  }

  /** Nothing waits for the actor but what it put aside, and it has nothing in hand. */
  get isIdle(): boolean {
    return this.mailbox.unfinished === this.stashed && !this.entrance.hasSenders;
  }

  get isStashFull(): boolean {
    return this.#stash?.isFull === true;
  }

  /** Something waits for the actor. */
  wake(): void {
    if (this.#closure === undefined) this.#wakeActor();
    else this.#buryWaiting(this.#closure); // the priority of what has just come, or its key, has ended the actor
  }

  /** Puts a message aside that was taken and is not done: it has not been handled. */
  stash(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    receipt?.stash();
    this.#traffic.handled -= 1;
    this.#traffic.aside += 1;
    (this.#stash ??= new Stash()).put(type, payload, receipt, meta);
    if (this.#closure !== undefined) this.#buryStash(this.#closure); // the actor is being stopped
  }

  unstash(): void {
    this.#traffic.aside -= this.stashed;
    this.released = this.#stash?.release();
    this.wake();
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    this.#traffic.accepted += 1;
    this.told(type, payload, undefined, meta);
  }

  /** Takes in a message that waits for nothing, of this host or of another one; if there is no room, it is a dead letter. */
  told(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    if (this.#closure !== undefined) return this.#bury(type, payload, receipt, this.#closure);
    if (!this.#isAlwaysOpen) return this.entrance.told(type, payload, receipt, meta);
    this.mailbox.put(type, payload, receipt, meta);
    this.#wakeActor(); // nobody's code was asked, so it is open still
  }

  /** Takes in what always has a place: a tick, a notice, the outcome of a promise. */
  accept(type: string, payload: unknown, receipt: Receipt, meta: Meta | undefined): void {
    this.#traffic.accepted += 1;
    if (this.#closure !== undefined) return this.#bury(type, payload, receipt, this.#closure);
    this.entrance.reserved(type, payload, receipt, meta);
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending = new Pending(this.#locale, "send", this.#owner.path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (this.#closure !== undefined || !this.entrance.hasRoom)
        return this.#enter(type, payload, undefined, meta, pending);
      if (this.#put(type, payload, undefined, meta, pending)) pending.resolve(undefined);
    });
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const pending = new Pending(this.#locale, "ask", this.#owner.path, type, resolve, reject);
      pending.limit(wait);
      if (pending.isSettled) return;
      if (this.#closure !== undefined || !this.entrance.hasRoom)
        return this.#enter(type, payload, pending, meta, pending);
      this.#put(type, payload, pending, meta, pending);
    });
  }

  forward(type: string, payload: unknown, receipt: Forwarded, meta?: Meta): boolean {
    if (this.#closure !== undefined) return false;
    this.#traffic.accepted += 1;
    this.mailbox.put(type, payload, receipt, meta);
    this.wake();
    return true;
  }

  wasStarted(): boolean {
    return false; // whoever forwards to an actor of this host cannot outlive that
  }

  /** Whoever forwards to an actor of this host has no need to do so ahead. */
  recall(): void {}

  /** Takes in a message that was sent or asked, of this host or of another one; or has it wait, or refuses it. */
  enter(sender: Sender): void {
    if (this.#closure !== undefined) this.#turnAway(sender, this.#closure);
    else this.entrance.enter(sender);
  }

  /** From now on everything is a dead letter, what waits first; those that wait for room are refused. */
  close(closure: Closure): void {
    if (this.#closure !== undefined) return;
    this.#closure = closure;
    this.idleWaits?.close(this.#owner.path, closure);
    this.#buryStash(closure);
    this.#buryWaiting(closure);
    const senders = this.entrance.close();
    for (const sender of senders) if (sender.isAccepted) this.#turnAway(sender, closure);
    this.#losses?.tellCounts(); // before anything is said of its end
    for (const sender of senders) if (!sender.isAccepted) this.#turnAway(sender, closure);
    this.#locale.closeInbox(this.#owner.id, closure);
    this.#traffic.moved();
  }

  /** The actor has ended: what it had in hand is over, or nobody waits for it any more. */
  end(closure: Closure): void {
    this.close(closure);
    this.idleWaits?.end();
  }

  /** Resolves when all that waits now was taken, and what is in hand then is done with. */
  idle(inHand: () => readonly InHand[]): Promise<void> {
    const isTaken = this.entrance.mark();
    let areReleasedTaken = false;
    this.idleWaits ??= new IdleWaits(inHand);
    return this.idleWaits.add(() => {
      areReleasedTaken ||= this.released === undefined || this.released.length === 0;
      return areReleasedTaken && isTaken();
    });
  }

  /** For a message taken from the mailbox whose type no handler takes. */
  buryUnknown(type: string, payload: unknown, receipt: Receipt | undefined): void {
    const closure: Closure = { reason: "UNKNOWN_MESSAGE" };
    this.mailbox.done();
    if (receipt?.wantsReply === true) receipt.reject(undeliverable(this.#owner.path, type, closure));
    this.lose(closure, type, payload, undefined); // its receipt has counted it as started
  }

  lose(closure: Closure, type: string, payload: unknown, receipt: Receipt | undefined): void {
    this.#losses ??= new Losses(this.#owner.path, this.#locale);
    this.#losses.add(closure, type, payload, receipt);
    this.idleWaits?.look(); // it may have been dropped from the mailbox
  }

  fault(error: Error): void {
    this.#locale.events.emit("fault", { actor: this.#owner.path, error });
  }

  #enter(type: string, payload: unknown, receipt: Pending | undefined, meta: Meta | undefined, pending: Pending): void {
    this.enter(new LocalSender(type, payload, receipt, meta, pending, this.#traffic));
  }

  /** False if its priority cannot be told. */
  #put(
    type: string,
    payload: unknown,
    receipt: Receipt | undefined,
    meta: Meta | undefined,
    pending: Pending,
  ): boolean {
    try {
      this.mailbox.put(type, payload, receipt, meta);
    } catch (error) {
      pending.reject(toError(error));
      return false;
    }
    this.#traffic.accepted += 1;
    this.wake();
    return true;
  }

  #turnAway(sender: Sender, closure: Closure): void {
    if (sender.isAccepted) this.#bury(sender.type, sender.payload, sender.receipt, closure);
    else sender.refused(undeliverable(this.#owner.path, sender.type, closure));
  }

  #buryWaiting(closure: Closure): void {
    this.#buryAll(this.mailbox, closure, (receipt) => receipt.start());
  }

  #buryStash(closure: Closure): void {
    if (this.#stash === undefined) return;
    this.#traffic.aside -= this.stashed;
    this.#buryAll(this.#stash.release(), closure, (receipt) => receipt.startAgain());
  }

  #buryAll(mailbox: Mailbox, closure: Closure, isWanted: (receipt: Receipt) => boolean): void {
    while (mailbox.take()) {
      const { type, payload, receipt } = mailbox;
      mailbox.clear();
      this.mailbox.done();
      if (receipt !== undefined && !isWanted(receipt)) this.#traffic.withdrawn += 1;
      else this.#loseUnlessTakenBack(closure, type, payload, receipt);
    }
  }

  #bury(type: string, payload: unknown, receipt: Receipt | undefined, closure: Closure): void {
    if (receipt !== undefined && !receipt.start()) this.#traffic.withdrawn += 1; // a cancelled tick
    else this.#loseUnlessTakenBack(closure, type, payload, receipt);
  }

  #loseUnlessTakenBack(closure: Closure, type: string, payload: unknown, receipt: Receipt | undefined): void {
    if (receipt?.takeBack?.() === true) this.#traffic.withdrawn += 1;
    else this.lose(closure, type, payload, receipt);
  }
}
