import type { ChartLoader } from "./chart-loader.ts";
import type { LifeEvent, LifeState } from "./table.ts";

/** Where one supervisor is in the life that the chart draws. */
export class Life {
  readonly #chart: ChartLoader;
  #state: LifeState;

  constructor(chart: ChartLoader, state: LifeState) {
    this.#chart = chart;
    this.#state = state;
  }

  get state(): LifeState {
    return this.#state;
  }

  step(event: LifeEvent): void {
    this.#state = this.#chart.step(this.#state, event);
  }
}
