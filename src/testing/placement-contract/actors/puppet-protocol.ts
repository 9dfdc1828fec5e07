import type { ActorRef, Exit, Piped, Placement, Restart, StopOptions } from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";

/** What a puppet is started with. */
export interface PuppetArgs {
  /** Begins what it notes about its life. */
  readonly label?: string;
  /** Hears what it is told to note. */
  readonly probe?: ProbeRef;
  /** Hears of its starts and its end. */
  readonly life?: ProbeRef;
  /** Its starts wait here. */
  readonly startAt?: GateRef;
  readonly startBy?: "throw" | "throwLate" | "throwAgain" | "hang" | "finish";
  /** Its hook `ended` waits here. */
  readonly endAt?: GateRef;
  readonly endBy?: "throw" | "hang";
  /** Children of its `init`. */
  readonly children?: readonly ChildWords[];
  /** Told to itself by its `init`. */
  readonly firstNote?: unknown;
}

/** A child of a puppet, itself one. */
export interface ChildWords {
  readonly name: string;
  readonly like?: PuppetName;
  readonly args?: PuppetArgs;
  readonly on?: Placement;
  readonly transient?: boolean;
  readonly restart?: Restart;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
}

export interface TimerWords {
  readonly ms: number;
  readonly value: unknown;
  readonly key?: string;
}

export type PuppetProtocol = {
  note: (value: unknown) => void;
  /** Notes `in value`, gives everybody else a chance, then notes `out value`. */
  noteSlowly: (value: unknown) => void;
  echo: (value: unknown) => unknown;
  /** How many messages this instance has been given, this one included. */
  count: () => number;
  identity: () => { id: string; path: string; parent: string | undefined; self: PuppetRef };
  hold: (gate: GateRef) => unknown;
  untilAborted: (then: "reply" | "throw") => string;
  isAborted: () => void;
  thread: () => number;
  block: (ms: number) => void;
  fail: (message: string) => void;
  failWhole: () => void;
  refuse: (message: string) => void;
  refuseOther: (to: PuppetRef) => unknown;
  throwText: (text: string) => void;
  replyWith: (what: "function" | "symbol" | "class") => unknown;
  finish: (value: unknown) => unknown;
  finishUncrossable: () => unknown;
  finishLate: (gate: GateRef) => unknown;
  crashAfter: (gate: GateRef) => void;
  after: (timer: TimerWords) => void;
  every: (timer: TimerWords) => void;
  cancel: (key: string) => void;
  pipe: (words: { gate: GateRef; about: unknown }) => void;
  piped: (outcome: Piped<unknown, unknown>) => void;
  flood: (words: { to: PuppetRef; from: number; count: number }) => void;
  /** Asks the other until its timer has ticked. */
  askUntil: (words: { to: PuppetRef; note: ProbeRef }) => void;
  ticked: () => boolean;
  askOther: (words: { to: PuppetRef; type: "echo" | "count" }) => unknown;
  spawn: (child: ChildWords) => PuppetRef;
  childRef: (name: string) => PuppetRef;
  stopChild: (words: { name: string; options?: StopOptions }) => Exit;
  killChild: (name: string) => Exit;
  failChild: (name: string) => void;
  destructured: (value: unknown) => unknown;
};

export type PuppetRef = ActorRef<PuppetProtocol>;

/** The definitions that take this protocol. */
export type PuppetName = "puppet" | "marionette" | "strict";
