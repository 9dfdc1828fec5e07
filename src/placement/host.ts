import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { EventSink } from "../core/events.ts";
import type { LogLevel } from "../core/log.ts";
import type { Children, Overseer, Place, Running, Seed } from "../core/running.ts";
import type { Placement } from "../core/spawn.ts";
import { AbortListeners } from "../cell/abort-listeners.ts";
import { Cell } from "../cell/cell.ts";
import { Deadlines } from "../cell/deadlines.ts";
import type { Closure, Inbox } from "../cell/inbox.ts";
import type { Locale } from "../cell/locale.ts";
import { RunQueue, type TurnBoard } from "../cell/run-queue.ts";
import { Supervisor, type SupervisorScope } from "../supervisor/supervisor.ts";
import { Exchange } from "../wire/exchange.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";
import { findHost } from "./find-host.ts";
import { Holds } from "./holds.ts";
import type { Hosts } from "../core/hosts.ts";
import { RemoteRunning } from "./remote-running.ts";
import { Residents } from "./residents.ts";
import { turnOf } from "./turns.ts";

/** What every host of a system is told when it starts. */
export interface HostSettings {
  /** Begins the ids of the system's actors; no two systems share it, whatever their names. */
  readonly system: string;
  /** 0 for the host that made the system. */
  readonly host: number;
  readonly askTimeoutMs: number;
  readonly budgetMs: number;
}

/** What makes one kind of host differ from another. */
export interface HostParts {
  readonly env: Env;
  readonly events: EventSink;
  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void;
  /** The other hosts, as this one comes by them. */
  createHosts(host: Host): Hosts;
  readonly findDefinition: (module: string, name: string) => Promise<AnyDefinition>;
  /** The rest of what other hosts say. */
  heard?<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void;
  /** The end of a line to another host has come. */
  introduced?(other: number, port: unknown): void;
  readonly board?: TurnBoard;
  /** Which of the actors that have work goes next, for tests; the first by default. */
  readonly pick?: ((length: number) => number) | undefined;
}

/** A thread, process or machine that runs many actors: what its cells share, and where all that it is made of is wired. */
export class Host implements Locale, SupervisorScope {
  readonly host: number;
  readonly env: Env;
  readonly askTimeoutMs: number;
  readonly events: EventSink;
  readonly runQueue: RunQueue;
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners = new AbortListeners();
  readonly holds: Holds = new Holds();
  readonly hosts: Hosts;
  readonly exchange: Exchange;

  readonly #system: string;
  readonly #parts: HostParts;
  readonly #residents: Residents;
  readonly #remotes = new Map<string, RemoteRunning>();
  #lastId = 0;

  constructor({ system, host, askTimeoutMs, budgetMs }: HostSettings, parts: HostParts) {
    this.#system = system;
    this.#parts = parts;
    this.host = host;
    this.env = parts.env;
    this.askTimeoutMs = askTimeoutMs;
    this.events = parts.events;
    this.runQueue = new RunQueue(parts.env, { budgetMs, board: parts.board, pick: parts.pick });
    this.deadlines = new Deadlines(parts.env.clock);
    this.#residents = new Residents({
      clock: parts.env.clock,
      findDefinition: parts.findDefinition,
      settled: () => this.exchange.flushSiblings(),
      during: (cell, run) => this.runQueue.during(cell, run),
      createCell: (seed, overseer) => this.#createCell(seed, overseer),
    });
    this.exchange = new Exchange(system, this, {
      connect: (other) => this.hosts.connect(other),
      heard: (peer, name, words) => this.#heard(peer, name, words),
      introduced: (other, port) => parts.introduced?.(other, port),
      broken: (peer, error) => this.#broken(peer, error),
    });
    this.hosts = parts.createHosts(this);
  }

  readonly place: Place = (seed, on, overseer) => {
    if (on === "inline") return this.#createCell(seed, overseer);
    return this.#placeAway(seed, on, overseer);
  };

  nextId(): string {
    this.#lastId += 1;
    return `${this.#system}:${this.host}.${this.#lastId}`;
  }

  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void {
    this.#parts.log(level, actor, message, details);
  }

  settle(id: string, inbox: Inbox): void {
    this.exchange.settle(id, inbox);
  }

  closeInbox(id: string, closure: Closure): void {
    this.exchange.closeInbox(id, closure);
  }

  leave(id: string): void {
    this.exchange.leave(id);
  }

  supervise(cell: Cell): Children {
    const { id, name, path, definition } = cell.seed;
    const owner = {
      identity: { id, name, path },
      path,
      supervise: definition.supervise,
      escalate: (error: Error): void => cell.escalate(error),
    };
    return new Supervisor(owner, this);
  }

  /** Plain code that waits keeps the process alive; an actor that does need not, its system does. */
  hold(): boolean {
    if (this.runQueue.isRunning) return false;
    this.holds.add();
    return true;
  }

  release(): void {
    this.holds.remove();
  }

  /** Another host has died: everything here that depends on it is told, once. */
  lose(other: number, error: ActorError): void {
    const peer = this.exchange.peer(other);
    this.exchange.lose(other, error, () => {
      for (const remote of this.#remotes.values()) remote.hostLost(other, error);
    });
    this.#residents.hostLost(peer);
  }

  /** Leaves no timer behind. */
  close(): void {
    this.deadlines.close();
    this.holds.close();
  }

  #createCell(seed: Seed, overseer: Overseer): Cell {
    return new Cell(seed, overseer, this, turnOf(seed.id));
  }

  #placeAway(seed: Seed, on: Exclude<Placement, "inline">, overseer: Overseer): Running {
    const { id, definition, path } = seed;
    if (definition.module === undefined && !(typeof on === "object" && "beside" in on)) {
      const message = `Cannot start actor "${path}" away from its parent: its definition has no module; add module: import.meta.url`;
      throw new ActorError("NO_MODULE", message);
    }
    const { exchange, hosts } = this;
    const remote = new RemoteRunning(
      seed,
      {
        exchange,
        hosts,
        setTimer: (ms, run) => this.env.clock.setTimer(ms, run),
        findHost: () => findHost(definition, on, exchange, hosts),
        createCell: (own, its) => this.#createCell(own, its),
        ended: () => this.#remotes.delete(id),
      },
      overseer,
    );
    this.#remotes.set(id, remote);
    return remote;
  }

  #heard<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
    if (this.#residents.hear(peer, name, words)) return;
    const report = reports[name as ReportName];
    if (report === undefined) return this.#parts.heard?.(peer, name, words);
    const remote = this.#remotes.get((words as { id: string }).id);
    if (remote !== undefined) report(remote, words as never);
  }

  #broken(peer: Peer, error: unknown): void {
    // A line that is merely cut says nothing: the first host will, as soon as it knows why.
    if (error === undefined) return;
    // Nobody ends the first host: a thread that cannot understand it ends itself.
    if (peer.host === 0) return this.env.nextTurn(() => rethrow(error));
    this.hosts.condemn(peer.host, `what it said could not be understood: ${toError(error).message}`);
  }
}

type ReportName = "started" | "startFailed" | "crashed" | "ending" | "ended";

const reports: { [Name in ReportName]: (remote: RemoteRunning, words: ControlWords[Name]) => void } = {
  started: (remote) => remote.started(),
  startFailed: (remote, { error }) => remote.startFailed(error),
  crashed: (remote, { error, message }) => remote.crashed(error, message),
  ending: (remote) => remote.ending(),
  ended: (remote, { exit }) => remote.ended(exit),
};

function rethrow(error: unknown): never {
  throw error;
}
