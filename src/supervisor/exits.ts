import type { Exit, WatchedExit } from "../core/exit.ts";

export type ExitListener = (exit: WatchedExit, lostHost: number | undefined) => void;

/** Where an actor lived from which something may still be under way: that host says when all has arrived, unless it is dead. */
export interface Aftermath {
  readonly host: number;
  readonly isLost: boolean;
}

interface Grave {
  readonly exit: Exit;
  readonly lostHost: number | undefined;
}

const GONE: WatchedExit = { kind: "gone" };

/**
 * Who watches the actors whose supervisors live on this host, and how the last of them ended.
 *
 * An exit is told after all that its actor had sent: one that was killed elsewhere is told when its host says so.
 */
export class Exits {
  readonly #listeners = new Map<string, Set<ExitListener>>();
  readonly #graves = new Map<string, Grave>();
  readonly #aftermaths = new Map<string, Aftermath>();
  /** Those that have ended while something of theirs is under way: kept here too, since their graves may go meanwhile. */
  readonly #unsettled = new Map<string, { readonly host: number; readonly exit: Exit }>();

  /** Calls back once, at once if the actor has ended; returns how to call that off. */
  watch(id: string, isAlive: boolean, listener: ExitListener): () => void {
    if (!isAlive && !this.#unsettled.has(id)) {
      const grave = this.#graves.get(id);
      listener(grave?.exit ?? GONE, grave?.lostHost);
      return () => {};
    }
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  /** To be said before `ended`. */
  expect(id: string, aftermath: Aftermath): void {
    this.#aftermaths.set(id, aftermath);
  }

  ended(id: string, exit: Exit): void {
    const aftermath = this.#aftermaths.get(id);
    this.#aftermaths.delete(id);
    const grave: Grave = { exit, lostHost: aftermath?.isLost === true ? aftermath.host : undefined };
    this.#graves.set(id, grave);
    if (aftermath?.isLost === false) this.#unsettled.set(id, { host: aftermath.host, exit });
    else this.#tell(id, grave);
  }

  /** All that it had sent has arrived. */
  settled(id: string): void {
    const exit = this.#unsettled.get(id)?.exit;
    if (exit !== undefined) this.#tell(id, { exit, lostHost: undefined });
  }

  /** Nothing more is said there. */
  lost(host: number): void {
    for (const [id, { host: from, exit }] of this.#unsettled) {
      if (from !== host) continue;
      const grave: Grave = { exit, lostHost: host };
      if (this.#graves.has(id)) this.#graves.set(id, grave);
      this.#tell(id, grave);
    }
  }

  /** It is too long ago, or its supervisor has ended too. */
  forget(id: string): void {
    this.#graves.delete(id);
  }

  /** The system has ended. */
  close(): void {
    this.#graves.clear();
  }

  #tell(id: string, { exit, lostHost }: Grave): void {
    const listeners = this.#listeners.get(id);
    this.#unsettled.delete(id);
    this.#listeners.delete(id);
    for (const listener of listeners ?? []) listener(exit, lostHost);
  }
}

/** How many exits of its children a supervisor remembers. */
const REMEMBERED = 1024;

/** The last exits of one supervisor's children, the oldest of which is forgotten for each new one. */
export class LastExits {
  readonly #exits: Exits;
  readonly #ids: string[] = [];
  #oldest = 0;

  constructor(exits: Exits) {
    this.#exits = exits;
  }

  add(id: string, exit: Exit): void {
    this.#exits.ended(id, exit);
    if (this.#ids.length < REMEMBERED) return void this.#ids.push(id);
    this.#exits.forget(this.#ids[this.#oldest] as string);
    this.#ids[this.#oldest] = id;
    this.#oldest = (this.#oldest + 1) % REMEMBERED;
  }

  forgetAll(): void {
    for (const id of this.#ids) this.#exits.forget(id);
    this.#ids.length = this.#oldest = 0;
  }
}
