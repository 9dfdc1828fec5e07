import type { CrashDirective } from "../core/definition.ts";
import type { DeadLetterReason, ShownMessage, SystemEventName } from "../core/events.ts";
import type { Exit, WatchedExit } from "../core/exit.ts";
import type { LogLevel } from "../core/log.ts";
import type { MailboxRules } from "../core/mailbox-options.ts";
import type { ActorIdentity } from "../core/ref.ts";
import type { ActorLook, Glance, Role } from "../core/running.ts";
import type { HostOptions } from "../core/spawn.ts";
import type { HostCounts } from "./host-counts.ts";
import type { Mark } from "./marks.ts";

// All that two hosts say to each other. What is posted is a frame: a flat array of records, each a number for its kind and
// its fields. `payload`, `value`, `error` and `words` stand for one value as the codec writes it.

/** Said in the first record of each link; a host that says another one is not talked to. */
export const PROTOCOL_VERSION = 3;

/** First item of a frame that counts for the window; or below that, minus how many such frames it acknowledges. */
export const DATA = 0;
/** First item of a frame that does not: it overtakes all that waits for the window. */
export const URGENT = 1;

/** `HELLO version host`: the first record on a link, from both sides. */
export const HELLO = 2;
/** `ACK frames`: so many data frames have been read, and no frame went back that could have said so. */
export const ACK = 3;

// From the caller, who sends messages, to the callee, who has the actor. A lane is the way to one actor on one link.

/**
 * `PAGE memory`: shared memory in which the callee counts what it started, for the next lanes; undefined where there is none,
 * then it says what it has counted.
 */
export const PAGE = 4;
/** `OPEN lane id path`: from now on `lane` means this actor. */
export const OPEN = 5;
/** `TELL lane type payload`. */
export const TELL = 6;
/** `ASK lane ask type payload`. */
export const ASK = 7;
/** `META meta`: belongs to the message that follows. */
export const META = 8;
/** `CANCEL ask`: its asker no longer waits. */
export const CANCEL = 9;
/**
 * `WANT lane count`: say `ROOM` when so many messages of this lane have been started; if the mailbox has a capacity, when of so
 * many it is decided whether they have a place there.
 */
export const WANT = 10;

// From the callee back to the caller.

/** `REPLY ask value`. */
export const REPLY = 11;
/** `FAIL ask error`: the handler threw, or there will be none. */
export const FAIL = 12;
/** `REFUSE ask error`: the handler refused. */
export const REFUSE = 13;
/** `ROOM lane`. */
export const ROOM_AGAIN = 14;
/** `CLOSED lane reason error`: the actor has ended. The caller may use the lane again. */
export const CLOSED = 15;
/** `TIMED ask us value`: a `REPLY` to what was forwarded, and how long its handler took. */
export const TIMED = 22;
/** `RETURN ask`: what was forwarded is not handled here; its sender has it back. */
export const RETURN = 21;
/** `UNREAD ask error`: a `FAIL` to what was not started, since its payload cannot be read here. */
export const UNREAD = 25;
/** Kept for replies that come in parts. */
export const STREAM = 16;

/** `CONTROL name words`: everything rare, see {@link ControlWords}. */
export const CONTROL = 17;

/** `SEND lane ask type payload`: it waits for room there. With an `ask` other than 0, say `REPLY` when it has, or `FAIL`. */
export const SEND = 19;

/** `COUNTS lane started stashed decided`: the counters of a lane without shared memory. */
export const COUNTS = 20;

/** First item of a frame that is passed on unread: `RELAY host frame`, to whom, and as it arrives, from whom. */
export const RELAY = 23;

/** `FORWARD lane ask type payload`: an `ASK` that a pool passes on; say `RETURN` if it is not handled. */
export const FORWARD = 24;

/** `PORT host port`: the end of a direct line to another host. */
export const PORT = 18;

/** The rare records, by name. Those from `spawn` to `look` are for the callee's supervisor's sake, the next for the caller's. */
export interface ControlWords {
  spawn: SpawnWords;
  restart: { id: string };
  giveUp: { id: string; exit: Exit };
  halt: { id: string };
  drain: { id: string };
  stop: { id: string };
  kill: { id: string; isOverdue: boolean };
  look: { id: string; request: number } & Glance;
  /** Say when it has handled all that waits for it. */
  idle: { id: string; request: number };

  started: { id: string };
  startFailed: { id: string; error: Error; directive: CrashDirective };
  crashed: { id: string; error: Error; message: ShownMessage | undefined; directive: CrashDirective };
  halted: { id: string };
  finished: { id: string; value: unknown };
  closing: { id: string };
  ending: { id: string };
  /** With `isSettled` all that it had sent has arrived, else `settled` follows when it has. */
  ended: { id: string; exit: Exit; isSettled: boolean };
  settled: { id: string };
  /** Without `look` nothing of the actor is there, yet or any more. */
  seen: { request: number; look: ActorLook | undefined };
  /** It has, or `error` says why it will not; `isGone`: it took no more before it was asked. */
  idled: { request: number; error?: Error; isGone?: true };

  /** Wants to hear from the host of an actor's parent how it ends; `by` is who watches. */
  watch: { id: string; watch: number; by: string };
  unwatch: { watch: number };
  /** It did; with `lostHost` this is to be told when all that came from there has been read. */
  notice: { watch: number; exit: WatchedExit; lostHost: number | undefined };

  /** Asks the host of an actor's parent where the actor lives now. */
  where: { id: string; lost: number | undefined };
  /** The answer; without `host` the actor has ended. */
  here: { id: string; host?: number; reason?: DeadLetterReason; mailbox?: MailboxRules | undefined };

  /** Asks the first host for a host with these options. */
  hire: { request: number; options: HostOptions };
  hired: { request: number; host?: number; error?: Error };
  /** One more actor lives on a host, one fewer. */
  join: { host: number };
  dismiss: { host: number };
  /** A host does not answer; with `heldBy` it is ended only if that actor's turn blocks it. */
  condemn: { host: number; why: string; heldBy: number | undefined };
  /** Asks the first host for a direct line to another; it answers with `PORT`, or says that the other is lost. */
  connect: { host: number };
  /** What is said to that host is passed on by the first one. */
  relay: { host: number };
  /** A host has died; `marks` are what it had marked for who hears this. */
  lost: { host: number; error: Error; marks?: readonly Mark[] | undefined };
  /** All hosts know that it has, and have ended what hung on it. */
  buried: { host: number };

  /** Asks for a `pong`, which comes when all that was said before has been read, and follows all that was said there. */
  ping: { number: number };
  pong: { number: number };

  /** Asks a host for its numbers; `isPatient`: when nothing is to be done there. */
  count: { request: number; isPatient: boolean };
  counted: { request: number; counts: HostCounts };

  event: { name: SystemEventName; data: unknown };
  log: { level: LogLevel; actor: string; message: string; details: readonly unknown[] };
  /** The host is no longer needed: it ends by itself. */
  leave: { why: string };
}

export type ControlName = keyof ControlWords;

/** What another host needs to start an actor. */
export interface SpawnWords extends ActorIdentity {
  module: string;
  definition: string;
  args: unknown;
  /** Undefined for an ordinary one. */
  mailbox: MailboxRules | undefined;
  parent: ActorIdentity | undefined;
  startTimeoutMs: number;
  stopTimeoutMs: number;
  isPermanent: boolean;
  hasStarted: boolean;
  role: Role;
}

/** A record of more items than this ends its frame: the other side has enough to begin with. */
export const LARGE_RECORD = 128;
/** Records in the first frame of a turn, at most; each next one may have twice as many. */
export const FIRST_FRAME_RECORDS = 32;
/** Records in one frame, at most. */
export const FRAME_RECORDS = 256;
/** Data frames on their way on one link, at most. */
export const WINDOW_FRAMES = 64;
/** Started messages that are not told to a caller without shared memory, at most: one window of them. */
export const UNTOLD_COUNTS: number = WINDOW_FRAMES * FRAME_RECORDS;
/** An acknowledgement for so many frames. */
export const FRAMES_PER_ACK = 16;
