/** Which pairs of hosts have a line of their own already: both may ask for it at the same time. */
export class Introductions {
  readonly #known = new Map<number, Set<number>>();

  /** True once for each pair, whoever is named first. */
  isNew(one: number, other: number): boolean {
    if (this.#of(one).has(other)) return false;
    this.#of(one).add(other);
    this.#of(other).add(one);
    return true;
  }

  forget(host: number): void {
    for (const other of this.#of(host)) this.#of(other).delete(host);
    this.#known.delete(host);
  }

  #of(host: number): Set<number> {
    let known = this.#known.get(host);
    if (known === undefined) this.#known.set(host, (known = new Set()));
    return known;
  }
}
