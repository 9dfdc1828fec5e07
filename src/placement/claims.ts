/** How many actors need a host, by the host that asked for it: when that one dies, its claims die with it. */
export class Claims {
  readonly #counts = new Map<number, number>();
  count = 0;

  /** Those of one asker. */
  of(asker: number): number {
    return this.#counts.get(asker) ?? 0;
  }

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

/** A host that may be shared. */
export interface Shared {
  readonly host: number;
  readonly claims: Claims;
}

/**
 * Which of them gets one more actor of `asker`: what one host asks for is spread over all, and begins elsewhere, or nothing would run side
 * by side with the asker.
 */
export function fairest<Host extends Shared>(asker: number, hosts: readonly Host[]): Host | undefined {
  const ranked = (one: Host, other: Host): number =>
    one.claims.of(asker) - other.claims.of(asker) ||
    Number(one.host === asker) - Number(other.host === asker) ||
    one.claims.count - other.claims.count;
  return hosts.toSorted(ranked)[0];
}
