import { address, isAddressed, type Address } from "../core/address.ts";
import { ActorError } from "../core/errors.ts";
import type { WatchedExit } from "../core/exit.ts";
import type { Receipt } from "../core/receipt.ts";
import { show } from "../core/show.ts";
import type { Inbox } from "./inbox.ts";

/** Calls back once when an actor ends, wherever it lives; returns how to call that off. `by` is the id of who watches. */
export type Watcher = (by: string, actor: Address, listener: (exit: WatchedExit) => void) => () => void;

/** The actors that one life of an actor watches; `close` ends that, and no notice arrives any more. */
export class Watches {
  readonly #by: string;
  readonly #watcher: Watcher;
  readonly #inbox: Inbox;
  readonly #watches = new Map<string, Watch>();

  constructor(by: string, watcher: Watcher, inbox: Inbox) {
    this.#by = by;
    this.#watcher = watcher;
    this.#inbox = inbox;
  }

  /** @throws {ActorError} `BAD_OPTION` for what is no ref, or one of another system. */
  watch(ref: unknown, type: string): void {
    const actor = addressOf(ref, "watch");
    const known = this.#watches.get(actor.id);
    if (known?.isTold === false) return void (known.type = type);
    const watch = new Watch(this, actor.id, ref, type, this.#inbox);
    watch.callOff = this.#watcher(this.#by, actor, (exit) => watch.notify(exit));
    known?.cancel(); // its notice waits under the former type
    this.keep(watch);
  }

  unwatch(ref: unknown): void {
    this.#watches.get(addressOf(ref, "unwatch").id)?.cancel();
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.cancel();
  }

  /** It can be called off. */
  keep(watch: Watch): void {
    if (!this.#watches.has(watch.id)) this.#watches.set(watch.id, watch);
  }

  drop(watch: Watch): void {
    if (this.#watches.get(watch.id) === watch) this.#watches.delete(watch.id);
  }
}

/** One actor that is watched. It is the receipt of its own notice, so the notice knows whether it is still wanted. */
class Watch implements Receipt {
  readonly wantsReply = false;
  readonly isReserved = true;
  readonly isGivenUp = false;
  readonly id: string;
  type: string;
  /** Its notice waits. */
  isTold = false;
  callOff: () => void = () => {};
  readonly #watches: Watches;
  readonly #ref: unknown;
  readonly #inbox: Inbox;
  #isCancelled = false;

  constructor(watches: Watches, id: string, ref: unknown, type: string, inbox: Inbox) {
    this.#watches = watches;
    this.id = id;
    this.#ref = ref;
    this.type = type;
    this.#inbox = inbox;
  }

  notify(exit: WatchedExit): void {
    if (this.#isCancelled) return;
    this.isTold = true;
    this.#inbox.accept(this.type, { ref: this.#ref, exit }, this, undefined);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.callOff();
    this.#watches.drop(this);
  }

  start(): boolean {
    if (this.#isCancelled) return false;
    this.#watches.drop(this); // not when it was sent: until now it can be called off
    return true;
  }

  startAgain(): boolean {
    return this.start();
  }

  stash(): void {
    this.#watches.keep(this);
  }

  resolve(): void {}
  reject(): void {}
  refuse(): void {}
  onGivenUp(): void {}
}

function addressOf(ref: unknown, verb: string): Address {
  if (typeof ref === "object" && ref !== null && isAddressed(ref)) return ref[address];
  throw new ActorError("BAD_OPTION", `Cannot ${verb} ${show(ref)}: it is no ref`);
}
