// Most messages hold a handful of objects, and a Map costs more than looking at these one by one.
const maxSearched = 8;

/** The objects of one message in the order in which they began, so that one met again is named by its index. */
export class Identities {
  readonly #objects: object[] = [];
  #indexes: Map<object, number> | undefined;

  get size(): number {
    return this.#objects.length;
  }

  /** The index of the object, or -1. */
  find(object: object): number {
    return this.#indexes === undefined ? this.#objects.indexOf(object) : (this.#indexes.get(object) ?? -1);
  }

  add(object: object): void {
    const objects = this.#objects;
    this.#indexes?.set(object, objects.length);
    objects.push(object);
    if (objects.length === maxSearched) this.#indexes = new Map(objects.map((each, index) => [each, index]));
  }

  /** Forgets all but the first `size` objects; none is held longer than its message. */
  truncate(size: number): void {
    const objects = this.#objects;
    if (size < maxSearched) this.#indexes = undefined;
    while (objects.length > size) {
      const last = objects.pop();
      if (last !== undefined) this.#indexes?.delete(last);
    }
  }
}
