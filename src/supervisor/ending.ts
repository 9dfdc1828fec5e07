import type { EndMode } from "../core/running.ts";
import type { Charge } from "./charge.ts";
import { nextToEnd } from "./end-order.ts";

/** The children of one supervisor ending in their order, until none is left. A stronger mode overtakes one under way. */
export class Ending {
  readonly over: Promise<void>;
  readonly #charges: ReadonlyMap<string, Charge>;
  #mode: EndMode;
  #group: readonly Charge[] = [];

  constructor(charges: ReadonlyMap<string, Charge>, mode: EndMode, isOverdue: boolean, over: () => void) {
    this.#charges = charges;
    this.#mode = mode;
    this.over = this.#endAll(isOverdue).then(over);
  }

  overtake(mode: EndMode, isOverdue: boolean): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    for (const charge of mode === "kill" ? this.#charges.values() : this.#group) void charge.end(mode, {}, isOverdue);
  }

  async #endAll(isOverdue: boolean): Promise<void> {
    while (this.#charges.size > 0) {
      const mode = this.#mode;
      this.#group = nextToEnd([...this.#charges.values()], mode);
      await Promise.all(
        this.#group.map((charge) => charge.end(charge.isTransient && mode === "drain" ? "stop" : mode, {}, isOverdue)),
      );
    }
  }
}
