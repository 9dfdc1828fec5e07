import { createSeededRandom } from "../../../src/testing/seeded-random.ts";

/** Choices that a seed repeats. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createSeededRandom(seed);
  }

  /** A whole number from 0 up to, not including, `length`. */
  below(length: number): number {
    return Math.floor(this.#random() * length);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** `likelihood` is from 0 to 1. */
  happens(likelihood: number): boolean {
    return this.#random() < likelihood;
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** One of the keys; what stands there is how likely it is beside the others. */
  weighed<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0];
    return found?.[0] as Key;
  }
}
