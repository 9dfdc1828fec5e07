/** A job that takes so long is not quick. Less may well be a collection of garbage, or another thread's turn on the core. */
const LONG_MS = 16;
/** So many in a row make a type quick. */
const ENOUGH = 1_024;
/** Types that are known at once: what no handler takes is one too. */
const MOST_TYPES = 1_024;

/** The types of which all jobs of late were quick. */
export class QuickTypes {
  /** How many in a row. */
  readonly #streaks = new Map<string, number>();

  has(type: string): boolean {
    return this.#streaks.get(type) === ENOUGH;
  }

  note(type: string, tookMs: number): void {
    const streak = this.#streaks.get(type) ?? 0;
    if (tookMs >= LONG_MS) this.#streaks.delete(type);
    else if (streak < ENOUGH) {
      if (streak === 0 && this.#streaks.size >= MOST_TYPES) this.#streaks.clear();
      this.#streaks.set(type, streak + 1);
    }
  }
}
