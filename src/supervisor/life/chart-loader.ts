import { stepTable, type Step } from "./table.ts";

/**
 * Loads the statechart at the first failure on a host: while nothing fails, nothing of XState is there.
 *
 * Until then the table from which the chart is built is stepped itself; it is also what is left if the chart cannot be
 * loaded, so that supervision never hangs on that.
 */
export class ChartLoader {
  step: Step;
  #load: (() => Promise<Step>) | undefined;
  readonly #failed: (error: unknown) => void;
  #waiting: (() => void)[] | undefined = undefined;

  /** `loaded` is the chart, if it is there already. */
  constructor(loaded: Step | undefined, load: () => Promise<Step>, failed: (error: unknown) => void) {
    this.step = loaded ?? stepTable;
    this.#load = loaded === undefined ? load : undefined;
    this.#failed = failed;
  }

  /** Events wait here in order. */
  get isLoading(): boolean {
    return this.#waiting !== undefined;
  }

  /** Runs at once when the chart is there, else when it is, in the order of the calls. */
  whenLoaded(run: () => void): void {
    if (this.#waiting !== undefined) return void this.#waiting.push(run);
    if (this.#load === undefined) return run();
    this.#waiting = [run];
    this.#load().then(
      (step) => this.#loaded(step),
      (error: unknown) => {
        this.#failed(error);
        this.#loaded(stepTable);
      },
    );
    this.#load = undefined;
  }

  #loaded(step: Step): void {
    this.step = step;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const run of waiting) runSafely(run);
  }
}

/** Whoever waits behind one that fails must not be forgotten with it. */
function runSafely(run: () => void): void {
  try {
    run();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}

export async function loadChart(): Promise<Step> {
  const { createChartStep } = await import("./chart.ts");
  return createChartStep();
}
