import { BusyHold, type Hold } from "./busy-hold.ts";

/** A map, of which somebody waits for the next reply. */
export interface Waiting {
  /** Its pool takes no more jobs. */
  poolClosed(): void;
}

/** The maps of a pool for whose next reply somebody waits: their sources may wait too, and must not do so for a pool that has ended. */
export class MapWaits {
  readonly #waiting = new Set<Waiting>();
  readonly #hold: BusyHold;

  /** `hold` is for plain code, and lasts while one of them waits. */
  constructor(hold: Hold) {
    this.#hold = new BusyHold(hold);
  }

  add(map: Waiting): void {
    this.#waiting.add(map);
    this.#hold.update(true);
  }

  remove(map: Waiting): void {
    this.#waiting.delete(map);
    this.#hold.update(this.#waiting.size > 0);
  }

  poolClosed(): void {
    for (const map of this.#waiting) map.poolClosed();
  }
}
