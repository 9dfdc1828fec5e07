/** How an actor is. "unknown": its host does not answer. */
export type ActorState =
  | "starting"
  | "running"
  /** It is down, or some of its children are, and about to run again. */
  | "restarting"
  /** It empties its mailbox, or waits for its children to do so, before it ends. */
  | "finishing"
  | "stopping"
  /** It crashes with what a child of its could not be restarted from. */
  | "escalated"
  | "ended"
  | "unknown";

/** One actor in a picture of a system, with those below it. */
export interface ActorNode {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  /** Name of its definition. */
  readonly definition: string;
  /** Where it lives: "main", "thread 2", or "nowhere" while a host is looked for. */
  readonly host: string;
  readonly isTransient: boolean;
  readonly state: ActorState;
  /** How many messages wait for it on its host; undefined if that does not answer, or it has none. */
  readonly mailbox: number | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  /** Since its last start, in ms. */
  readonly uptimeMs: number;
  /** In the order they were spawned. */
  readonly children: readonly ActorNode[];
}

/** A whole system, as `system.tree()` shows it. */
export interface SystemTree {
  readonly name: string;
  readonly path: string;
  readonly state: ActorState;
  readonly uptimeMs: number;
  readonly children: readonly ActorNode[];
}
