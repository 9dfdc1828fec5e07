/** How many actors need a host, by the host that asked for it: when that one dies, its claims die with it. */
export class Claims {
  readonly #counts = new Map<number, number>();
  count = 0;

  add(asker: number): void {
    this.#counts.set(asker, (this.#counts.get(asker) ?? 0) + 1);
    this.count += 1;
  }

  remove(asker: number): void {
    const count = this.#counts.get(asker);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(asker);
    else this.#counts.set(asker, count - 1);
    this.count -= 1;
  }

  removeAll(asker: number): void {
    this.count -= this.#counts.get(asker) ?? 0;
    this.#counts.delete(asker);
  }
}
