import type { AnyDefinition } from "../core/definition.ts";
import type { Clock } from "../core/clock.ts";
import type { Env } from "../core/env.ts";
import { toError, type ActorError } from "../core/errors.ts";
import type { EventSink } from "../core/events.ts";
import type { Hosts } from "../core/hosts.ts";
import type { LogLevel } from "../core/log.ts";
import { createPatientClock } from "../core/patient-clock.ts";
import type { Children, Overseer, Place, Running, Seed } from "../core/running.ts";
import type { Away } from "../core/spawn.ts";
import type { Strays } from "../core/strays.ts";
import { AbortListeners } from "../mailbox/abort-listeners.ts";
import { Cell } from "../cell/cell.ts";
import { Deadlines } from "../cell/deadlines.ts";
import type { Closure } from "../cell/closure.ts";
import type { Inbox } from "../cell/inbox.ts";
import type { Locale } from "../cell/locale.ts";
import { RunQueue, type TurnBoard } from "../cell/run-queue.ts";
import { Traffic } from "../cell/traffic.ts";
import type { Watcher } from "../cell/watches.ts";
import { Exits } from "../supervisor/exits.ts";
import { ChartLoader, loadChart } from "../supervisor/life/chart-loader.ts";
import type { Step } from "../supervisor/life/table.ts";
import type { SupervisorScope } from "../supervisor/scope.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { Exchange } from "../wire/exchange.ts";
import { nameOfHost } from "../wire/host-number.ts";
import type { Mark } from "../wire/marks.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";
import { Census } from "./census.ts";
import { checkCanLeave, findHost } from "./find-host.ts";
import { Headcount } from "./headcount.ts";
import { Holds } from "./holds.ts";
import { Idles } from "./idles.ts";
import { Looks } from "./looks.ts";
import { ownerOf } from "./owner.ts";
import { RemoteRunning } from "./remote-running.ts";
import { passReport } from "./reports.ts";
import { Residents } from "./residents.ts";
import { turnOf } from "./turns.ts";
import { Watching } from "./watching.ts";

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
  /** The statechart of supervisors, for tests that cannot wait for it; by default it is loaded at the first failure. */
  readonly chart?: Step | undefined;
  /** Which of the actors that have work goes next, for tests; the first by default. */
  readonly pick?: ((length: number) => number) | undefined;
  /** Hears of handlers that were let go; nobody by default, for a thread is ended with all that it runs. */
  readonly strays?: Strays;
}

/** A thread, process or machine that runs many actors: what its cells share, and where all that it is made of is wired. */
export class Host implements Locale, SupervisorScope {
  readonly host: number;
  readonly env: Env;
  readonly patientClock: Clock;
  readonly askTimeoutMs: number;
  readonly events: EventSink;
  readonly runQueue: RunQueue;
  readonly traffic: Traffic = new Traffic();
  readonly deadlines: Deadlines;
  readonly aborts: AbortListeners = new AbortListeners();
  readonly holds: Holds = new Holds();
  readonly hosts: Hosts;
  readonly exchange: Exchange;
  readonly exits: Exits = new Exits();
  readonly chart: ChartLoader;
  readonly strays: Strays;
  readonly nameOfHost: (host: number) => string = nameOfHost;
  /** Of all hosts, for the first one to take. */
  readonly census: Census;

  readonly #system: string;
  readonly #parts: HostParts;
  readonly #residents: Residents;
  readonly #remotes = new Map<string, RemoteRunning>();
  readonly #looks: Looks;
  readonly #idles = new Idles();
  readonly #headcount: Headcount;
  readonly #watching: Watching;
  #lastId = 0;

  constructor({ system, host, askTimeoutMs, budgetMs }: HostSettings, parts: HostParts) {
    this.#system = system;
    this.#parts = parts;
    this.host = host;
    this.env = parts.env;
    this.askTimeoutMs = askTimeoutMs;
    this.events = parts.events;
    this.chart = new ChartLoader(parts.chart, loadChart, (error) => this.#chartFailed(error));
    this.patientClock = createPatientClock(parts.env);
    this.#looks = new Looks(this.patientClock);
    this.strays = parts.strays ?? { add: () => () => {} };
    this.runQueue = new RunQueue(parts.env, { budgetMs, board: parts.board, pick: parts.pick });
    this.deadlines = new Deadlines(this.patientClock);
    this.#residents = new Residents({
      patientClock: this.patientClock,
      findDefinition: parts.findDefinition,
      settled: (home) => this.exchange.flush(home),
      during: (cell, run) => this.runQueue.during(cell.handling, run),
      createCell: (seed, overseer) => this.#createCell(seed, overseer),
    });
    this.exchange = new Exchange(system, this, {
      connect: (other) => this.hosts.connect(other),
      heard: (peer, name, words) => this.#heard(peer, name, words),
      introduced: (other, port) => parts.introduced?.(other, port),
      broken: (peer, error) => this.#broken(peer, error),
    });
    this.#watching = new Watching({
      exchange: this.exchange,
      exits: this.exits,
      isAlive: (id) => this.exchange.inboxes.has(id) || this.#remotes.has(id),
    });
    this.#headcount = new Headcount(this);
    this.census = new Census(this.exchange, this.#headcount);
    this.hosts = parts.createHosts(this);
  }

  get hostName(): string {
    return nameOfHost(this.host);
  }

  get watch(): Watcher {
    return this.#watching.watch;
  }

  readonly place: Place = (seed, on, overseer) => {
    if (on === "inline") return this.#createCell(seed, overseer);
    return this.#placeAway(seed, on, overseer);
  };

  get isBusy(): boolean {
    return this.chart.isLoading || this.#residents.isLoading || [...this.#remotes.values()].some((it) => it.isStarting);
  }

  countBuried(count: number): void {
    this.traffic.buried += count;
    this.traffic.moved();
  }

  nextId(): string {
    this.#lastId += 1;
    return `${this.#system}:${this.host}.${this.#lastId}`;
  }

  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void {
    this.#parts.log(level, actor, message, details);
  }

  settle(id: string, inbox: Inbox): void {
    this.exchange.inboxes.settle(id, inbox);
  }

  closeInbox(id: string, closure: Closure): void {
    this.exchange.inboxes.close(id, closure);
  }

  leave(id: string): void {
    this.exchange.inboxes.leave(id);
  }

  supervise(cell: Cell): Children {
    return new Supervisor(ownerOf(cell), this);
  }

  /** Most threads never make one, and start sooner for not having loaded what makes it. */
  async openPool(children: Children, definition: unknown, options: unknown): Promise<unknown> {
    const { openPool } = await import("../pool/open-pool.ts");
    return openPool(children, definition, options, this);
  }

  /** Plain code that waits keeps the process alive; an actor that does need not, its system does. */
  hold(): boolean {
    if (this.runQueue.current !== undefined) return false;
    this.holds.add();
    return true;
  }

  release(): void {
    this.holds.remove();
  }

  /** Another host has died: everything here that depends on it is told, once. */
  lose(other: number, error: ActorError, marks?: readonly Mark[]): void {
    const orphaned = (): void => this.#remotes.forEach((remote) => remote.hostLost(other, error));
    this.exchange.lose(other, error, orphaned, marks);
    const peer = this.exchange.peer(other); // only now: for a dead one no line is asked, which would be answered by this again
    this.#residents.hostLost(peer);
    this.exits.lost(other);
    this.#looks.lost(peer);
    this.#idles.lost(peer);
    this.census.lost(peer);
    this.#watching.hostLost(peer, error);
  }

  /** All other hosts know of its death too, and have ended what hung on it. */
  async bury(other: number): Promise<void> {
    await this.#watching.buried(other);
    this.exchange.forget(other);
  }

  hasBuried(other: number): boolean {
    return this.#watching.hasBuried(other);
  }

  /** Leaves nothing behind. */
  close(): void {
    this.deadlines.close();
    this.exits.close();
    this.holds.close();
  }

  #createCell(seed: Seed, overseer: Overseer): Cell {
    return new Cell(seed, overseer, this, turnOf(seed.id));
  }

  #placeAway(seed: Seed, on: Away, overseer: Overseer): Running {
    const { id, definition } = seed;
    checkCanLeave(seed, on);
    const { exchange, hosts } = this;
    const remote = new RemoteRunning(
      seed,
      {
        exchange,
        hosts,
        patientClock: this.patientClock,
        findHost: (isRestart) => findHost(definition, on, exchange, hosts, isRestart),
        createCell: (own, its) => this.#createCell(own, its),
        exits: this.exits,
        looks: this.#looks,
        idles: this.#idles,
        fault: (actor, error) => this.events.emit("fault", { actor, error }),
        ended: () => this.#remotes.delete(id),
      },
      overseer,
    );
    this.#remotes.set(id, remote);
    return remote;
  }

  #heard<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
    if (this.#residents.hear(peer, name, words) || this.#watching.hear(peer, name, words)) return;
    const answer = this.#answers[name as AnswerName];
    if (answer !== undefined) return answer(words as never, peer);
    if (!passReport(this.#remotes, name, words)) this.#parts.heard?.(peer, name, words);
  }

  readonly #answers: { readonly [Name in AnswerName]: (words: ControlWords[Name], peer: Peer) => void } = {
    seen: ({ request, look }) => this.#looks.seen(request, look),
    idled: (words) => this.#idles.idled(words),
    settled: ({ id }) => this.exits.settled(id),
    counted: ({ request, counts }) => this.census.counted(request, counts),
    count: ({ request, isPatient }, peer) =>
      void this.#headcount.count(isPatient).then((counts) => {
        if (peer.lost === undefined) peer.sayNow("counted", { request, counts });
      }),
  };

  #chartFailed(thrown: unknown): void {
    const why = `the statechart of supervisors could not be loaded, its table is used: ${toError(thrown).message}`;
    this.log("warn", this.hostName, why, []);
  }

  #broken(peer: Peer, error: unknown): void {
    // A line that is merely cut says nothing: the first host will, as soon as it knows why.
    if (error === undefined) return;
    // Nobody ends the first host: a thread that cannot understand it ends itself.
    if (peer.host === 0) return this.env.nextTurn(() => rethrow(error));
    this.hosts.condemn(peer.host, `what it said could not be understood: ${toError(error).message}`);
  }
}

type AnswerName = "seen" | "idled" | "settled" | "counted" | "count";

function rethrow(error: unknown): never {
  throw error;
}
