import type { Address } from "../core/address.ts";
import { ActorError } from "../core/errors.ts";
import type { WatchedExit } from "../core/exit.ts";
import type { Watcher } from "../cell/watches.ts";
import type { Exits } from "../supervisor/exits.ts";
import { homeOf } from "../wire/actor-id.ts";
import type { Exchange } from "../wire/exchange.ts";
import { Numbered } from "../wire/numbered.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";
import { sayLeniently } from "./lenient.ts";

/** What watching needs of its host. */
export interface WatchingScope {
  readonly exchange: Exchange;
  /** Of the actors whose supervisors live here. */
  readonly exits: Exits;
  isAlive(id: string): boolean;
}

interface Watch {
  readonly by: string;
  readonly home: number;
  readonly listener: (exit: WatchedExit) => void;
}

type Word = "watch" | "unwatch" | "notice";

/**
 * Who watches whom across hosts. The home of an actor, the host of its supervisor, knows how it ended; the host of the
 * watcher passes that on when nothing of what the dead one had sent can still come.
 */
export class Watching {
  readonly #scope: WatchingScope;
  /** Those of this host's actors on actors whose home is elsewhere. */
  readonly #watches = new Numbered<Watch>();
  readonly #homes = new Map<number, Set<number>>();
  /** What other hosts want to hear, and how to call it off. */
  readonly #served = new Map<Peer, Map<number, () => void>>();
  readonly #lost = new Map<number, Error>();
  readonly #buried = new Set<number>();
  readonly #untilLost = new Map<number, (() => void)[]>();

  constructor(scope: WatchingScope) {
    this.#scope = scope;
  }

  readonly watch: Watcher = (by, actor, listener) => {
    const { exchange, exits } = this.#scope;
    if (!exchange.isOwn(actor)) throw foreign(actor);
    const home = homeOf(actor.id);
    if (home !== exchange.host) return this.#watchAway(actor, { by, home, listener });
    return exits.watch(actor.id, this.#scope.isAlive(actor.id), (exit, lostHost) => {
      exchange.whenSent(by, () => this.#whenRead(lostHost, () => listener(exit)));
    });
  };

  /** False if the word is for somebody else. */
  hear<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): boolean {
    const hear = this.#words[name as Word];
    if (hear === undefined) return false;
    hear(peer, words as never);
    return true;
  }

  /** A host has died, and all that it had sent here has been read. */
  hostLost(peer: Peer, error: Error): void {
    const { host } = peer;
    this.#lost.set(host, error);
    for (const callOff of this.#served.get(peer)?.values() ?? []) callOff();
    this.#served.delete(peer);
    for (const run of this.#untilLost.get(host) ?? []) run();
    this.#untilLost.delete(host);
  }

  /** All that hung on a dead host has been ended: so have the actors whose home it was. */
  async buried(host: number): Promise<void> {
    const { peers } = this.#scope.exchange;
    if (this.#homes.has(host)) await Promise.all([...peers].map((peer) => peer.ping())); // they may have sent something
    this.#buried.add(host);
    this.#end(host);
    this.#lost.delete(host); // threads may come and go for ever: no more than the number is kept
  }

  hasBuried(host: number): boolean {
    return this.#buried.has(host);
  }

  readonly #words: { readonly [Name in Word]: (peer: Peer, words: ControlWords[Name]) => void } = {
    watch: (peer, words) => this.#serve(peer, words),
    unwatch: (peer, { watch }) => {
      this.#served.get(peer)?.get(watch)?.();
      this.#served.get(peer)?.delete(watch);
    },
    notice: (_peer, { watch, exit, lostHost }) => this.#whenRead(lostHost, () => this.#take(watch)?.listener(exit)),
  };

  #watchAway(actor: Address, watch: Watch): () => void {
    const number = this.#watches.reserve();
    this.#watches.set(number, watch);
    const { by, home } = watch;
    const known = this.#homes.get(home) ?? new Set();
    this.#homes.set(home, known.add(number));
    if (this.#buried.has(home)) {
      this.#end(home);
      return () => {};
    }
    const peer = this.#scope.exchange.peer(home);
    sayInTurn(peer, "watch", { id: actor.id, watch: number, by });
    return () => {
      if (this.#take(number) !== undefined) sayInTurn(peer, "unwatch", { watch: number });
    };
  }

  #isLost(host: number): boolean {
    return this.#lost.has(host) || this.#buried.has(host);
  }

  #end(home: number): void {
    const error = this.#lost.get(home) ?? new ActorError("HOST_LOST", "The host of its supervisor has died");
    for (const number of this.#homes.get(home) ?? []) this.#watches.take(number)?.listener({ kind: "crashed", error });
    this.#homes.delete(home);
  }

  #take(number: number): Watch | undefined {
    const watch = this.#watches.take(number);
    if (watch === undefined) return undefined;
    const known = this.#homes.get(watch.home);
    known?.delete(number);
    if (known?.size === 0) this.#homes.delete(watch.home);
    return watch;
  }

  #serve(peer: Peer, { id, watch, by }: ControlWords["watch"]): void {
    const { exchange, exits } = this.#scope;
    const served = this.#served.get(peer) ?? new Map<number, () => void>();
    this.#served.set(peer, served);
    let isTold = false;
    const callOff = exits.watch(id, this.#scope.isAlive(id), (exit, lostHost) => {
      isTold = true;
      served.delete(watch);
      exchange.whenSent(by, () => sayLeniently(peer, "notice", { watch, exit, lostHost }));
    });
    if (!isTold) served.set(watch, callOff);
  }

  #whenRead(host: number | undefined, run: () => void): void {
    if (host === undefined || host === this.#scope.exchange.host || this.#isLost(host)) return run();
    const waiting = this.#untilLost.get(host);
    if (waiting !== undefined) return void waiting.push(run);
    this.#untilLost.set(host, [run]);
    this.#scope.exchange.peer(host); // if this one was started since, nobody would tell it: so it is asked for a line
  }
}

/** Behind the messages that wait for the line, and behind each other. */
function sayInTurn<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
  peer.whenAttached(() => {
    if (peer.lost === undefined) peer.say(name, words);
  });
}

function foreign({ path }: Address): ActorError {
  return new ActorError("BAD_OPTION", `Cannot watch actor "${path}": it belongs to another system`);
}
