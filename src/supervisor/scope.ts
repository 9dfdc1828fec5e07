import type { Clock } from "../core/clock.ts";
import type { Env } from "../core/env.ts";
import type { EventSink } from "../core/events.ts";
import type { ActorIdentity } from "../core/ref.ts";
import type { Place } from "../core/running.ts";
import type { SuperviseOptions } from "../core/supervise-options.ts";
import type { AbortListeners } from "../mailbox/abort-listeners.ts";
import type { Exits } from "./exits.ts";
import type { ChartLoader } from "./life/chart-loader.ts";

/** Whose children a supervisor looks after. */
export interface Owner {
  /** Undefined for the system itself. */
  readonly identity: ActorIdentity | undefined;
  readonly path: string;
  readonly supervise: SuperviseOptions;
  readonly isStarting: boolean;
  /** Whether a child's error may become its own: the system cannot crash, nor can an actor that is ending anyway. */
  canCrash(): boolean;
  /** Crashes the owner with the error of a child. */
  escalate(error: Error): void;
  /** The verdict of its children is in: it ends as soon as it has nothing in hand. */
  readonly finish?: () => void;
  /** Keeps the process alive until what it returns is called; actors have none, since the system's children keep it alive for them. */
  readonly hold?: () => () => void;
}

/** What supervisors need of their host. */
export interface SupervisorScope {
  readonly host: number;
  readonly env: Env;
  /** For limits on what children are to do. */
  readonly patientClock: Clock;
  readonly events: EventSink;
  readonly aborts: AbortListeners;
  readonly place: Place;
  readonly chart: ChartLoader;
  readonly exits: Exits;
  nextId(): string;
}
