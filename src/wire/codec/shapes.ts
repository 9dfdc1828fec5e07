import { canBeShape } from "./format.ts";

interface Shape {
  readonly keys: readonly string[];
  readonly isBare: boolean;
  readonly index: number;
}

/** The lists of keys that the frame has had, by which a plain object is written as its values alone. */
export class Shapes {
  readonly #all: Shape[] = [];
  readonly #byFirstKey = new Map<string | undefined, Shape[]>();

  get size(): number {
    return this.#all.length;
  }

  /** The index of the shape with exactly these keys in this order, or -1. */
  find(keys: readonly string[], isBare: boolean): number {
    const candidates = this.#byFirstKey.get(keys[0]);
    if (candidates === undefined) return -1;
    for (const shape of candidates) {
      if (shape.isBare === isBare && haveSameKeys(shape.keys, keys)) return shape.index;
    }
    return -1;
  }

  /** Makes them the next shape, under the rule by which the reader does the same. */
  add(keys: readonly string[], isBare: boolean): void {
    if (!canBeShape(keys.length, this.#all.length)) return;
    const shape: Shape = { keys, isBare, index: this.#all.length };
    this.#all.push(shape);
    const candidates = this.#byFirstKey.get(keys[0]);
    if (candidates === undefined) this.#byFirstKey.set(keys[0], [shape]);
    else candidates.push(shape);
  }

  /** Forgets the shapes of a message that did not make it into the frame: the reader will never see them. */
  truncate(size: number): void {
    while (this.#all.length > size) {
      const last = this.#all.pop();
      this.#byFirstKey.get(last?.keys[0])?.pop();
    }
  }
}

function haveSameKeys(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) {
    if (some[index] !== others[index]) return false;
  }
  return true;
}
