import type { Link } from "./link.ts";
import { OPEN, PAGE } from "./protocol.ts";

/** Lanes that share one piece of memory. */
export const LANES_PER_PAGE = 1024;

/**
 * The lanes that a caller has opened on one link. For each the callee counts in shared memory what it has started, so
 * that the caller knows at any time, and when the callee is dead, what still waits.
 */
export class Lanes<User> {
  readonly #link: Link;
  readonly #users: (User | undefined)[] = [];
  readonly #pages: Int32Array[] = [];
  readonly #free: number[] = [];

  constructor(link: Link) {
    this.#link = link;
  }

  open(user: User, id: string, path: string): number {
    const lane = this.#free.pop() ?? this.#users.length;
    const page = Math.floor(lane / LANES_PER_PAGE);
    const { frame } = this.#link;
    if (page === this.#pages.length) {
      const memory = new SharedArrayBuffer(LANES_PER_PAGE * Int32Array.BYTES_PER_ELEMENT);
      this.#pages.push(new Int32Array(memory));
      frame.items.push(PAGE, memory);
    }
    this.#users[lane] = user;
    Atomics.store(this.#page(lane), lane % LANES_PER_PAGE, 0);
    frame.items.push(OPEN, lane, id, path);
    this.#link.wrote();
    return lane;
  }

  /** How many messages of a lane the callee has started, modulo 2 ** 32. */
  started(lane: number): number {
    return Atomics.load(this.#page(lane), lane % LANES_PER_PAGE);
  }

  userOf(lane: number): User | undefined {
    return this.#users[lane];
  }

  /** After `CLOSED`, which the callee says after all else about the lane. */
  close(lane: number): User | undefined {
    const user = this.#users[lane];
    this.#users[lane] = undefined;
    this.#free.push(lane);
    return user;
  }

  /** All that are open; afterwards none is. */
  takeAll(): User[] {
    return this.#users.splice(0).filter((user) => user !== undefined);
  }

  #page(lane: number): Int32Array {
    return this.#pages[Math.floor(lane / LANES_PER_PAGE)] as Int32Array;
  }
}
