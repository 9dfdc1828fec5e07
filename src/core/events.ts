import type { Exit } from "./exit.ts";

/** A message as events and errors show it. */
export interface ShownMessage {
  readonly type: string;
  readonly payload?: unknown;
}

/** Why nobody will handle a message. */
export type DeadLetterReason =
  | "FINISHED"
  | "STOPPED"
  | "KILLED"
  | "CRASHED"
  | "GONE"
  | "HOST_LOST"
  | "UNKNOWN_MESSAGE"
  | "MAILBOX_FULL"
  | "DROPPED"
  | "ORDER_FAILED"
  | "NOT_SENDABLE";

/** What becomes of an actor that crashed: it goes on as it was, starts afresh, ends, or its supervisor crashes with it. */
export type CrashDecision = "resume" | "restart" | "end" | "escalate";

/** What happened in a system, as plain data. `actor` is always a path. */
export interface SystemEventData {
  /** Messages that were accepted and that nobody will handle. */
  readonly deadletter: {
    /** Path of the receiver. */
    readonly to: string;
    readonly reason: DeadLetterReason;
    readonly count: number;
    /** Whether its handler may have been started, since its host died with it in hand. */
    readonly maybeHandled: boolean;
    /** Missing for those that were lost with a host, and for all but the first 1,000 of an ended actor, or of a second of one
     * that lives: they are counted. */
    readonly message?: ShownMessage;
  };
  /** An actor's `init` has returned for the first time. */
  readonly start: { readonly actor: string; readonly id: string };
  /** An actor has ended for good. Its supervisor says so: if that died with its host, only those who watch are told. */
  readonly exit: { readonly actor: string; readonly id: string; readonly exit: Exit };
  /** An actor crashed; `restart`, `exit` or an `escalation` follows, as `decision` says, or after "resume" nothing. */
  readonly crash: {
    readonly actor: string;
    readonly error: Error;
    /** What it was handling; missing if it was starting, or if its host died. */
    readonly message?: ShownMessage;
    readonly decision: CrashDecision;
    /** How long it waits before the restart, in ms. */
    readonly pauseMs?: number;
  };
  /** A supervisor crashes with the error of a child: that has spent its restarts, or its `onCrash` says so. */
  readonly escalation: { readonly actor: string; readonly child: string; readonly error: Error };
  /** An actor runs again, with a fresh state: after a crash, with its siblings, or (`restart: "always"`) after it finished. */
  readonly restart: { readonly actor: string; readonly restarts: number };
  /** An error that nobody waits for and that ends nothing: thrown after an abort, in `ended`, a refused told message. */
  readonly fault: { readonly actor: string; readonly error: Error; readonly message?: ShownMessage };
}

export type SystemEventName = keyof SystemEventData;

/** One kind of event, as a listener gets it: a web `Event` with the data as members and a number that counts all events. */
export type SystemEvent<Name extends SystemEventName> = Event & { readonly number: number } & SystemEventData[Name];

/** What the layers report events to, wherever they run. */
export interface EventSink {
  emit<Name extends SystemEventName>(name: Name, data: SystemEventData[Name]): void;
}
