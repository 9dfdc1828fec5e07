import { address, type Address, type Addressed } from "../core/address.ts";
import { ActorError } from "../core/errors.ts";
import { ordinaryMailbox, type MailboxRules } from "../core/mailbox-options.ts";
import { Ref, type ActorIdentity, type Target, type Wait } from "../core/ref.ts";
import type { Closure } from "../cell/closure.ts";
import type { Inbox } from "../cell/inbox.ts";
import type { Locale } from "../cell/locale.ts";
import type { Traffic } from "../cell/traffic.ts";
import { homeOf, systemOf } from "./actor-id.ts";
import type { Tally } from "./codec/outgoing-frame.ts";
import type { Inlet } from "./inlet.ts";
import type { Transport } from "./link.ts";
import type { Mark, Marks } from "./marks.ts";
import { Outlet, UNPLACED } from "./outlet.ts";
import { Peer, type PeerScope } from "./peer.ts";
import { createOutletScope, type OutletScope } from "./outlet-scope.ts";
import type { ControlName, ControlWords } from "./protocol.ts";
import { RemoteTarget } from "./remote-target.ts";
import { isProcess } from "./host-number.ts";
import { Inboxes } from "./inboxes.ts";
import { Whereabouts, type Whereabout } from "./whereabouts.ts";

/** What an exchange needs of whoever knows the other hosts. */
export interface Connector {
  /** Sees to it that {@link Exchange.attach} is called for that host, or {@link Exchange.lose}. */
  connect(host: number): void;
  heard<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void;
  introduced(host: number, port: unknown): void;
  /** `error` is undefined if the line was merely cut. */
  broken(peer: Peer, error: unknown): void;
}

const LEAVING: Closure = { reason: "HOST_LOST" };

/** Where all lines of one host meet: which actors live here, which ones elsewhere, and how to reach those. */
export class Exchange implements PeerScope {
  readonly whereabouts: Whereabouts = new Whereabouts();
  readonly inboxes: Inboxes;
  /** Of what this host starts, if another one has started it. */
  marks: Marks | undefined = undefined;
  readonly #locale: Locale;
  readonly #system: string;
  readonly #connector: Connector;
  readonly #peers = new Map<number, Peer>();
  readonly #outlets = new Map<string, Outlet>();
  readonly #outletScope: OutletScope;
  #isLeaving = false;

  constructor(system: string, locale: Locale, connector: Connector) {
    this.#system = system;
    this.#locale = locale;
    this.inboxes = new Inboxes(locale);
    this.#connector = connector;
    this.#outletScope = createOutletScope(this, locale, ({ identity }) => this.#outlets.delete(identity.id));
  }

  get traffic(): Traffic {
    return this.#locale.traffic;
  }

  get env(): Locale["env"] {
    return this.#locale.env;
  }

  get host(): number {
    return this.#locale.host;
  }

  /** For what is encoded before it is known where it goes: that may be to a thread of the same process. */
  get sharesMemory(): boolean {
    return !isProcess(this.host);
  }

  /** How many messages that were told wait here for their way to be free. */
  get held(): number {
    return [...this.#outlets.values()].reduce((sum, { tellsWaiting }) => sum + tellsWaiting, 0);
  }

  /** Whether anything that was told, sent or asked waits on this host for its receiver's place, or for room there. */
  get isAnyWaiting(): boolean {
    return [...this.#outlets.values()].some((outlet) => outlet.isAnyWaiting);
  }

  get peers(): Iterable<Peer> {
    return this.#peers.values();
  }

  /** The other host, with a line to it that may still be under construction. */
  peer(host: number): Peer {
    let peer = this.#peers.get(host);
    if (peer === undefined) {
      peer = new Peer(host, this);
      this.#peers.set(host, peer);
      this.#connector.connect(host);
    }
    return peer;
  }

  /** `marks` are those of a host that this one has started. */
  attach(host: number, transport: Transport, marks?: Marks): Peer {
    const peer = this.#peers.get(host) ?? new Peer(host, this);
    this.#peers.set(host, peer);
    peer.caller.lanes.marks = marks;
    peer.attach(transport);
    return peer;
  }

  /**
   * A host has died. `orphaned` runs when all that it still said has been read and what was lost with it is counted, but
   * before its actors are looked for anew. `marks` are what it had marked for this one.
   */
  lose(host: number, error: ActorError, orphaned: () => void = () => {}, marks?: readonly Mark[]): void {
    const peer = this.#peers.get(host) ?? new Peer(host, this);
    this.#peers.set(host, peer);
    if (peer.lost !== undefined) return;
    peer.lose(error);
    this.traffic.goneWithHosts += peer.counts.posted; // less those that are found lost below
    this.traffic.leftByHosts += peer.counts.arrived;
    const outlets = peer.caller.lose(error, marks);
    orphaned();
    for (const outlet of outlets) this.#locate(outlet, host);
    for (const outlet of this.#outlets.values()) {
      // It was asked where that actor is, and will not say.
      if (outlet.host === UNPLACED && homeOf(outlet.identity.id) === host) this.#locate(outlet, undefined);
    }
  }

  /** Nothing of a dead host's is under way any more. Whoever still looks for it asks the first host, and hears so again. */
  forget(host: number): void {
    if (this.#peers.get(host)?.lost !== undefined) this.#peers.delete(host);
  }

  /** On which host an actor lives, once it has a place; undefined if it has ended. */
  whereIs(place: Address): Promise<number | undefined> {
    if (this.inboxes.has(place.id)) return Promise.resolve(this.host);
    return new Promise((resolve) => this.outlet(place, place.host, place.mailbox).whenPlaced(resolve));
  }

  isOwn({ id }: Address): boolean {
    return systemOf(id) === this.#system;
  }

  addressOf(value: Addressed): Address {
    const place = value[address];
    if (this.isOwn(place)) return place;
    throw new ActorError("NOT_SENDABLE", "a ref to an actor of another system cannot cross");
  }

  refAt(place: Address): Ref {
    return new Ref(place, this.#targetAt(place, place.host, place.mailbox));
  }

  /** The same for an actor of which only the home knows where it lives. */
  refTo(actor: ActorIdentity, wait: Wait): Ref {
    return new Ref(actor, this.#targetAt(actor, UNPLACED, undefined), wait);
  }

  /** The one way to an actor elsewhere; `hint` is where it was last known to be. */
  outlet(identity: ActorIdentity, hint: number, rules: MailboxRules | undefined): Outlet {
    const known = this.#outlets.get(identity.id);
    if (known !== undefined) return known;
    const outlet = new Outlet(identity, this.#outletScope, rules);
    if (this.#isLeaving) {
      outlet.close(LEAVING);
      return outlet;
    }
    this.#outlets.set(identity.id, outlet);
    if (hint === UNPLACED || homeOf(identity.id) === this.host) this.#locate(outlet, undefined);
    else this.place(outlet, hint);
    return outlet;
  }

  /** Messages for the actor go to that host from now on. */
  place(outlet: Outlet, host: number): void {
    if (host === this.host) {
      const inbox = this.inboxes.get(outlet.identity.id);
      if (inbox === undefined) outlet.close({ reason: "GONE" });
      else outlet.placeHere(inbox);
      return;
    }
    const peer = this.peer(host);
    peer.whenAttached(() => {
      if (peer.lost === undefined) outlet.place(peer.caller);
      else this.#locate(outlet, host);
    });
  }

  /** Runs when nothing that was told waits here any more to leave for that actor. */
  whenSent(id: string, run: () => void): void {
    const outlet = this.#outlets.get(id);
    if (outlet === undefined) run();
    else outlet.whenSent(true, run);
  }

  inboxOf(id: string, path: string, opened: (inbox: Inbox) => Inlet): void {
    this.inboxes.open(id, path, opened);
  }

  /**
   * Resolves when all other hosts but `except` have read what this one has said so far, and it what they had said; undefined
   * if there are none. What was told and still waits to leave goes first.
   */
  flush(except: number | undefined): Promise<void> | undefined {
    const isAny = [...this.#peers.values()].some(({ host, lost }) => host !== except && lost === undefined);
    return isAny || this.#waitingOutlets().length > 0 ? this.#flush(except) : undefined;
  }

  /** This host is about to end: from now on what is sent from here to others is a dead letter. */
  closeOutlets(): void {
    this.#isLeaving = true;
    for (const outlet of this.#outlets.values()) outlet.close(LEAVING);
  }

  /** The last thing that this host does: what it has said meanwhile goes out. */
  sayLast(): void {
    for (const { callee, link } of this.#peers.values()) {
      callee.tellCounts();
      link.postAll();
    }
  }

  whenReported(tally: Tally, count: number): void {
    if (this.host === 0) tally.count(count);
    else this.peer(0).link.tally(tally, count);
  }

  heard<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
    if (name === "ping") {
      peer.say("pong", words as ControlWords["pong"]);
    } else if (name === "pong") {
      peer.ponged((words as ControlWords["pong"]).number);
    } else if (name === "where") {
      const { id, lost } = words as ControlWords["where"];
      this.#ask(id, lost, (answer) => peer.say("here", { id, ...answer }));
    } else if (name === "here") {
      const { id, ...answer } = words as ControlWords["here"];
      const outlet = this.#outlets.get(id);
      if (outlet !== undefined) this.#found(outlet, answer);
    } else {
      this.#connector.heard(peer, name, words);
    }
  }

  introduced(host: number, port: unknown): void {
    this.#connector.introduced(host, port);
  }

  broken(peer: Peer, error: unknown): void {
    this.#connector.broken(peer, error);
  }

  async #flush(except: number | undefined): Promise<void> {
    const sent = this.#waitingOutlets().map((outlet) => new Promise<void>((resolve) => outlet.whenSent(true, resolve)));
    await Promise.all(sent);
    const others = [...this.#peers.values()].filter(({ host }) => host !== except);
    await Promise.all(others.map((peer) => peer.ping()));
  }

  #waitingOutlets(): Outlet[] {
    return [...this.#outlets.values()].filter(({ tellsWaiting }) => tellsWaiting > 0);
  }

  #targetAt(actor: ActorIdentity, hint: number, rules: MailboxRules | undefined): Target {
    const inbox = this.inboxes.get(actor.id);
    if (inbox !== undefined) return inbox;
    return new RemoteTarget(hint, rules ?? ordinaryMailbox, () => this.outlet(actor, hint, rules));
  }

  #found(outlet: Outlet, { host, reason = "GONE", mailbox }: Whereabout): void {
    if (host === undefined) return outlet.close({ reason });
    outlet.rules = mailbox ?? ordinaryMailbox;
    this.place(outlet, host);
  }

  /** Where an actor lives whose home this is: here with its supervisor, or away. */
  #ask(id: string, lost: number | undefined, answer: (answer: Whereabout) => void): void {
    const inbox = this.inboxes.get(id);
    if (inbox !== undefined) return answer({ host: this.host, mailbox: saidOf(inbox.rules) });
    this.whereabouts.ask(id, lost, (known) => answer({ ...known, mailbox: saidOf(this.#outlets.get(id)?.rules) }));
  }

  #locate(outlet: Outlet, lost: number | undefined): void {
    if (outlet.closure !== undefined) return;
    const { id } = outlet.identity;
    const home = homeOf(id);
    if (home === this.host) {
      return this.#ask(id, lost, (answer) => this.#found(outlet, answer));
    }
    const peer = this.peer(home);
    if (peer.lost === undefined) peer.say("where", { id, lost });
    else outlet.close({ reason: "HOST_LOST", cause: peer.lost }); // its supervisor died, and it with that
  }
}

/** An ordinary mailbox is not spoken of. */
function saidOf(rules: MailboxRules | undefined): MailboxRules | undefined {
  return rules === ordinaryMailbox ? undefined : rules;
}
