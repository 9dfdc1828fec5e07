import type { EndMode } from "../../core/running.ts";

/** Where a supervisor is in its life. */
export type LifeState =
  | "starting"
  | "running"
  | "restarting"
  | "finishing"
  | "stopping"
  | "escalated"
  | "killing"
  | "ended";

/** What moves it on. */
export type LifeEvent =
  /** Its owner's `init` begins. */
  | "START"
  /** It has returned. */
  | "STARTED"
  /** A child is down and is to run again. */
  | "FAILURE"
  /** All that were down run again. */
  | "RECOVERED"
  /** A child cannot be restarted: the owner crashes with it. */
  | "ESCALATE"
  /** The children are to drain, to stop, to die. */
  | "FINISH"
  | "STOP"
  | "KILL"
  /** No child is left of those that were to end. */
  | "EMPTY";

type Moves = Readonly<Partial<Record<LifeEvent, LifeState>>>;

const runs: Moves = {
  FAILURE: "restarting",
  ESCALATE: "escalated",
  FINISH: "finishing",
  STOP: "stopping",
  KILL: "killing",
};

/** The life of every supervisor. An event that a state does not name changes nothing there. */
export const lifeTable: Readonly<Record<LifeState, Moves>> = {
  starting: { STARTED: "running", ...runs },
  running: runs,
  restarting: { RECOVERED: "running", ...runs },
  finishing: { ESCALATE: "escalated", STOP: "stopping", KILL: "killing", EMPTY: "ended" },
  stopping: { KILL: "killing", EMPTY: "ended" },
  escalated: { STOP: "stopping", KILL: "killing", EMPTY: "ended" },
  killing: { EMPTY: "ended" },
  /** Its owner may start again, or go on: one that drains may still spawn. */
  ended: { START: "starting", STARTED: "running", ...runs },
};

/** Takes a supervisor from one state to the next. */
export type Step = (state: LifeState, event: LifeEvent) => LifeState;

export const stepTable: Step = (state, event) => lifeTable[state][event] ?? state;

/** How the children end in those states in which they do. */
export const endModes: Readonly<Partial<Record<LifeState, EndMode>>> = {
  finishing: "drain",
  stopping: "stop",
  killing: "kill",
};
