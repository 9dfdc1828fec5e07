/** Something that an abort calls off. */
export interface Abortable {
  aborted(): void;
}

/**
 * One listener for each signal, however many asks share it: a listener each would be slow to take off, and Node warns of a
 * leak from the eleventh on.
 */
export class AbortListeners {
  readonly #waiting = new WeakMap<AbortSignal, Set<Abortable>>();

  add(signal: AbortSignal, abortable: Abortable): void {
    let waiting = this.#waiting.get(signal);
    if (waiting === undefined) {
      waiting = new Set();
      this.#waiting.set(signal, waiting);
      signal.addEventListener("abort", this.#aborted);
    }
    waiting.add(abortable);
  }

  remove(signal: AbortSignal, abortable: Abortable): void {
    const waiting = this.#waiting.get(signal);
    if (waiting?.delete(abortable) !== true || waiting.size > 0) return;
    this.#waiting.delete(signal);
    signal.removeEventListener("abort", this.#aborted);
  }

  readonly #aborted = ({ target }: Event): void => {
    for (const abortable of this.#waiting.get(target as AbortSignal) ?? []) abortable.aborted();
  };
}
