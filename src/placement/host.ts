import type { Env } from "../core/env.ts";
import type { EventSink } from "../core/events.ts";
import type { LogLevel } from "../core/log.ts";
import type { Children, Place } from "../core/running.ts";
import type { Cell } from "../cell/cell.ts";
import { Deadlines } from "../cell/deadlines.ts";
import type { Locale } from "../cell/locale.ts";
import { RunQueue, type TurnBoard } from "../cell/run-queue.ts";
import { Supervisor, type SupervisorScope } from "../supervisor/supervisor.ts";
import { Holds } from "./holds.ts";

/** What every host of a system is told when it starts. */
export interface HostSettings {
  /** The system's name. */
  readonly system: string;
  /** 0 for the host that made the system. */
  readonly host: number;
  readonly askTimeoutMs: number;
  readonly budgetMs: number;
}

/** What a host reports to, here or on the first host. */
export interface HostOutput {
  readonly events: EventSink;
  log(level: LogLevel, actor: string, message: string, details: readonly unknown[]): void;
}

/** A thread, process or machine that runs many actors: what its cells and supervisors share. */
export class Host implements Locale, SupervisorScope {
  readonly settings: HostSettings;
  readonly env: Env;
  readonly runQueue: RunQueue;
  readonly deadlines: Deadlines;
  readonly holds: Holds;
  readonly events: EventSink;
  readonly log: HostOutput["log"];
  readonly place: Place;
  #lastId = 0;

  constructor(
    settings: HostSettings,
    env: Env,
    output: HostOutput,
    place: (host: Host) => Place,
    board?: TurnBoard,
  ) {
    this.settings = settings;
    this.env = env;
    this.events = output.events;
    this.log = output.log;
    this.runQueue = new RunQueue(env, { budgetMs: settings.budgetMs, ...(board && { board }) });
    this.deadlines = new Deadlines(env.clock);
    this.holds = new Holds();
    this.place = place(this);
  }

  get host(): number {
    return this.settings.host;
  }

  get askTimeoutMs(): number {
    return this.settings.askTimeoutMs;
  }

  nextId(): string {
    this.#lastId += 1;
    return `${this.settings.system}:${this.host}.${this.#lastId}`;
  }

  supervise(cell: Cell): Children {
    const { seed } = cell;
    const owner = {
      identity: { id: seed.id, name: seed.name, path: seed.path },
      path: seed.path,
      supervise: seed.definition.supervise,
      escalate: (error: Error): void => cell.escalate(error),
    };
    return new Supervisor(owner, this);
  }

  /** Leaves no timer behind. */
  close(): void {
    this.deadlines.close();
    this.holds.close();
  }

  /** Plain code that waits keeps the process alive; an actor that does not, since its system does that for it. */
  hold(): boolean {
    if (this.runQueue.isRunning) return false;
    this.holds.add();
    return true;
  }

  release(): void {
    this.holds.remove();
  }
}
