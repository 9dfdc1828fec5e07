import type { Link } from "./link.ts";
import { OPEN, PAGE } from "./protocol.ts";

/** Lanes that share one piece of memory. */
export const LANES_PER_PAGE = 1024;
/**
 * For each lane three counters: the messages that were started, modulo 2 ** 32, those that were then put aside, and those of
 * which it is decided whether they have a place in the mailbox, also modulo 2 ** 32.
 */
export const COUNTERS = 3;

/** Who has opened a lane. */
export interface LaneUser {
  /** Whether all that it has sent was started, or buried, at the other end. */
  readonly isAccounted: boolean;
}

/**
 * The lanes that a caller has opened on one link. For each the callee counts in shared memory what it has started, so
 * that the caller knows at any time, and when the callee is dead, what still waits. To another process it says so: what the
 * caller knows then is at most one window of messages old.
 */
export class Lanes<User extends LaneUser> {
  readonly isShared: boolean;
  readonly #link: Link;
  readonly #users: (User | undefined)[] = [];
  readonly #pages: Int32Array[] = [];
  readonly #free: number[] = [];
  /** Closed, with messages still on their way: should the other end die now, they must be counted. */
  readonly #closing = new Set<number>();

  /** `isShared`: the other end counts in memory that this one sees. */
  constructor(link: Link, isShared: boolean) {
    this.#link = link;
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
    this.#users.length = this.#pages.length = this.#free.length = 0;
    this.#closing.clear();
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

  #page(lane: number): Int32Array {
    return this.#pages[Math.floor(lane / LANES_PER_PAGE)] as Int32Array;
  }
}

function at(lane: number): number {
  return (lane % LANES_PER_PAGE) * COUNTERS;
}
