/** One listener for each signal, however many waits share it: Node warns of a leak from the eleventh on. */
export class Aborts {
  readonly #waiting = new Map<AbortSignal, Set<() => void>>();

  /** Runs once the signal is aborted, unless it is called off with what this returns. */
  on(signal: AbortSignal | undefined, run: () => void): () => void {
    if (signal === undefined) return () => {};
    let waiting = this.#waiting.get(signal);
    if (waiting === undefined) {
      waiting = new Set();
      this.#waiting.set(signal, waiting);
      signal.addEventListener("abort", this.#aborted);
    }
    waiting.add(run);
    return () => this.#remove(signal, run);
  }

  #remove(signal: AbortSignal, run: () => void): void {
    const waiting = this.#waiting.get(signal);
    if (waiting?.delete(run) !== true || waiting.size > 0) return;
    this.#waiting.delete(signal);
    signal.removeEventListener("abort", this.#aborted);
  }

  readonly #aborted = ({ target }: Event): void => {
    const waiting = this.#waiting.get(target as AbortSignal);
    this.#waiting.delete(target as AbortSignal);
    for (const run of waiting ?? []) run();
  };
}
