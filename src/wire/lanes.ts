import type { Clock } from "../core/clock.ts";
import type { Link } from "./link.ts";
import type { Mark, Marks } from "./marks.ts";
import { OPEN, PAGE } from "./protocol.ts";
import { SEEN_MS } from "./start-mark.ts";

/** Lanes that share one piece of memory. */
export const LANES_PER_PAGE = 1024;
/**
 * For each lane four numbers. The callee counts the messages that were started, modulo 2 ** 32, those that were then put aside, and
 * those of which it is decided whether they have a place in the mailbox, also modulo 2 ** 32. The caller writes from which message
 * on those that were forwarded are recalled; 0 for none.
 */
export const COUNTERS = 4;
/** The last of those. */
export const RECALLED_FROM = 3;

/** Who has opened a lane. */
export interface LaneUser {
  /** Whether all that it has sent was started, or buried, at the other end. */
  readonly isAccounted: boolean;
}

/**
 * The lanes that a caller has opened on one link. For each the callee counts in shared memory what it has started, so
 * that the caller knows at any time, and when the callee is dead, what still waits. To another process it says so: what the
 * caller knows then is at most one window of messages old. Of what was forwarded it also marks what it starts.
 */
export class Lanes<User extends LaneUser> {
  readonly isShared: boolean;
  /** Those of the host at the other end, if this one has started it. */
  marks: Marks | undefined = undefined;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #users: (User | undefined)[] = [];
  readonly #pages: Int32Array[] = [];
  readonly #free: number[] = [];
  /** For each lane the how manyth it was that was opened, and how many were. */
  readonly #openings: number[] = [];
  #opened = 0;
  /** How many of the messages that were not started when the callee died are their senders' again. */
  readonly #takenBack = new Map<number, number>();
  /** Closed, with messages still on their way: should the other end die now, they must be counted. */
  readonly #closing = new Set<number>();

  /** `isShared`: the other end counts in memory that this one sees. */
  constructor(link: Link, isShared: boolean, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.isShared = isShared;
  }

  open(user: User, id: string, path: string): number {
    const lane = this.#freeLane();
    const page = Math.floor(lane / LANES_PER_PAGE);
    if (page === this.#pages.length) {
      const bytes = LANES_PER_PAGE * COUNTERS * Int32Array.BYTES_PER_ELEMENT;
      const memory = this.isShared ? new SharedArrayBuffer(bytes) : undefined;
      this.#pages.push(new Int32Array(memory ?? new ArrayBuffer(bytes)));
      this.#link.frame.items.push(PAGE, memory);
      this.#link.wrote();
    }
    this.#users[lane] = user;
    this.#openings[lane] = ++this.#opened;
    for (let counter = 0; counter < COUNTERS; counter++) Atomics.store(this.#page(lane), at(lane) + counter, 0);
    this.#link.frame.items.push(OPEN, lane, id, path);
    this.#link.wrote();
    return lane;
  }

  /** How many messages of a lane the callee has started, modulo 2 ** 32. */
  started(lane: number): number {
    return Atomics.load(this.#page(lane), at(lane));
  }

  /** Whether that message of a lane was: they are started in the order in which they were written. */
  wasStarted(lane: number, place: number): boolean {
    return ((this.started(lane) - place) | 0) >= 0;
  }

  /** The same, as it is at this moment, also where that is not seen: then the marks are read. */
  hasStarted(lane: number, place: number): boolean {
    if (this.wasStarted(lane, place)) return true;
    const marked = this.marks?.placeOf(lane, this.#openings[lane] as number);
    if (marked === undefined) return false;
    this.#page(lane)[at(lane)] = this.#latest(lane, marked);
    return this.wasStarted(lane, place);
  }

  /** How many of those its actor has put aside for later. */
  stashed(lane: number): number {
    return Atomics.load(this.#page(lane), at(lane) + 1);
  }

  /** Of how many it is decided whether they have a place in the mailbox; only counted if that has a capacity. */
  decided(lane: number): number {
    return Atomics.load(this.#page(lane), at(lane) + 2);
  }

  /** What the other end says that it has counted, where the two share no memory. */
  update(lane: number, ...counters: readonly number[]): void {
    if (this.#users[lane] === undefined) return; // of an actor that has been forgotten
    for (const [counter, count] of counters.entries()) this.#page(lane)[at(lane) + counter] = count;
  }

  get canRecall(): boolean {
    return this.isShared || this.marks !== undefined;
  }

  /**
   * Recalls what was forwarded and has not been started: from the message `first` on that `known` hears, which the callee may be
   * starting at this moment. What lies before that, from `from` on, was started meanwhile, or will be given back.
   *
   * The callee says that it starts one, then looks whether it is recalled; this side does the two the other way round. So of each
   * message at least one of the two knows; if both do, the callee gives it back. A process does not look each time, so
   * this side waits before it does, see `StartMark`.
   */
  recall(lane: number, known: (first: number, from: number) => void): void {
    const { marks } = this;
    const from = (this.started(lane) + 1) | 0 || 1;
    if (this.isShared || marks === undefined) {
      Atomics.store(this.#page(lane), at(lane) + RECALLED_FROM, from);
      return known((this.started(lane) + 1) | 0, from);
    }
    const opening = this.#openings[lane] as number;
    if (!marks.recall(lane, opening, from)) return;
    this.#clock.setTimer(SEEN_MS, () => {
      if (this.#openings[lane] !== opening) return; // its actor has ended: it has given all back
      const marked = marks.placeOf(lane, opening);
      known(((marked === undefined ? this.started(lane) : this.#latest(lane, marked)) + 1) | 0, from);
    });
  }

  /** What a process had marked before it died. */
  learn(marks: readonly Mark[]): void {
    for (const { lane, opening, place } of marks) {
      if (this.#openings[lane] === opening) this.#page(lane)[at(lane)] = this.#latest(lane, place);
    }
  }

  /** The callee is dead, and what was not started of that lane is counted no more, so far as its sender has it back. */
  takeBack(lane: number): void {
    this.#takenBack.set(lane, this.takenBack(lane) + 1);
  }

  takenBack(lane: number): number {
    return this.#takenBack.get(lane) ?? 0;
  }

  /** Those that were recalled have passed. */
  endRecall(lane: number): void {
    if (!this.isShared) this.marks?.recall(lane, this.#openings[lane] as number, 0);
    else Atomics.store(this.#page(lane), at(lane) + RECALLED_FROM, 0);
  }

  userOf(lane: number): User | undefined {
    return this.#users[lane];
  }

  /** After `CLOSED`, which the callee says after all else about the lane. */
  close(lane: number): void {
    this.#closing.add(lane);
  }

  /** Hands over all that use a lane, and forgets every lane. */
  dispose(lost: (user: User) => void): User[] {
    const users = this.#users.filter((user) => user !== undefined);
    for (const user of users) lost(user);
    this.#users.length = this.#pages.length = this.#free.length = this.#openings.length = 0;
    this.#closing.clear();
    this.#takenBack.clear();
    return users;
  }

  #freeLane(): number {
    for (const lane of this.#closing) {
      if (this.#users[lane]?.isAccounted !== true) continue;
      this.#closing.delete(lane);
      this.#users[lane] = undefined;
      this.#free.push(lane);
    }
    return this.#free.pop() ?? this.#users.length;
  }

  /** The place of the last message that was started, if that one was. */
  #latest(lane: number, place: number): number {
    return this.wasStarted(lane, place) ? this.started(lane) : place;
  }

  #page(lane: number): Int32Array {
    return this.#pages[Math.floor(lane / LANES_PER_PAGE)] as Int32Array;
  }
}

function at(lane: number): number {
  return (lane % LANES_PER_PAGE) * COUNTERS;
}
