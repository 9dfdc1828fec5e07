import type { ActorRef, Exit, Placement, Restart, ShownMessage } from "../../../mod.ts";
import type { DirectorRef } from "./director.ts";

/** What a member of a family is started with. */
export interface MemberArgs {
  /** Begins its lines. */
  readonly label: string;
  /** Is asked what becomes of each of its starts, ends and holds. */
  readonly director: DirectorRef;
  /** Children of its `init`. */
  readonly children?: readonly MemberWords[];
  /** Asks once more, when all of these have started. */
  readonly looksBack?: boolean;
  /** Of a mute: each restart throws, at once and not in a promise. */
  readonly diesAgain?: boolean;
}

/** A child of a member, itself one. */
export interface MemberWords {
  readonly name: string;
  readonly like?: MemberName;
  readonly args: MemberArgs;
  readonly on?: Placement;
  readonly transient?: boolean;
  readonly restart?: Restart;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
}

export type MemberProtocol = {
  /** Says a line and goes on. */
  say: (what: unknown) => void;
  /** Says a line and waits for the answer. */
  hold: (what: unknown) => unknown;
  /** The same, and throws then. */
  holdAndFail: (what: string) => void;
  /** How many messages this life of it has handled, this one included. */
  count: () => number;
  /** An error of that message; its first word is what `onCrash` answers, if it is one of those. */
  fail: (message: string) => void;
  finish: (value: unknown) => unknown;
  /** Says a line, but not before `open`. */
  sayOnceOpen: (what: unknown) => void;
  open: () => void;
  spawn: (child: MemberWords) => MemberRef;
  /** Spawns a child and waits for nothing; says a line if that fails. */
  spawnUnwatched: (child: MemberWords) => void;
  /** Spawns a child, then says a line and waits for the answer. */
  spawnAndHold: (child: MemberWords) => unknown;
  /** The other way round. */
  holdAndSpawn: (child: MemberWords) => unknown;
  child: (name: string) => MemberRef;
  endChild: (words: { readonly name: string; readonly by: "stop" | "kill" }) => Exit;
  /** What `onCrash` was shown for errors of that message, on this actor's host. */
  shown: (error: string) => (ShownMessage | null)[];
};

export type MemberRef = ActorRef<MemberProtocol>;

/** The definitions that take this protocol; most are called by how they supervise. */
export type MemberName =
  | "member"
  | "cousin"
  | "mute"
  | "one-for-all"
  | "rest-for-one"
  | "once"
  | "all-once"
  | "eager"
  | "growing"
  | "all-growing"
  | "slow"
  | "slow-all"
  | "children-done"
  | "done-with-heir";
