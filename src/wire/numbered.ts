import { ActorError } from "../core/errors.ts";

const SMALLEST = 64;
/** Numbers that still fall on each other among so many places were not given out by {@link Numbered.reserve}. */
const LARGEST = 2 ** 22;

/**
 * What is under way, by a number that only grows: a ring in which each has the place that its number says.
 *
 * Not a Map: one that is added to and deleted from all day is copied each time its holes run out, and V8 chains the dead
 * copies, so that whatever they name lives until the next full collection (a fifth of the time of a busy asker).
 */
export class Numbered<Item> {
  #numbers: number[] = new Array<number>(SMALLEST).fill(0);
  #items: (Item | undefined)[] = new Array<Item | undefined>(SMALLEST).fill(undefined);
  #last = 0;
  #size = 0;

  /** A number for {@link Numbered.set}. Whatever has been under way for long keeps its place: it is passed over. */
  reserve(): number {
    if (this.#size * 2 >= this.#items.length) this.#grow();
    do this.#last += 1;
    while (this.#items[this.#placeOf(this.#last)] !== undefined);
    return this.#last;
  }

  /** @throws {ActorError} `LINK_BROKEN` for a number that the other side cannot have reserved. */
  set(number: number, item: Item): void {
    let place = this.#placeOf(number);
    while (this.#items[place] !== undefined && this.#numbers[place] !== number) {
      if (this.#items.length === LARGEST)
        throw new ActorError("LINK_BROKEN", `Cannot take number ${number}: its place is taken`);
      this.#grow();
      place = this.#placeOf(number);
    }
    if (this.#items[place] === undefined) this.#size += 1;
    this.#numbers[place] = number;
    this.#items[place] = item;
  }

  has(number: number, item: Item): boolean {
    return this.#items[this.#placeOf(number)] === item;
  }

  /** It is no longer under way; undefined if it was not. */
  take(number: number): Item | undefined {
    const place = this.#placeOf(number);
    if (this.#numbers[place] !== number) return undefined;
    const item = this.#items[place];
    if (item !== undefined) this.#size -= 1;
    this.#items[place] = undefined;
    return item;
  }

  get all(): Item[] {
    return this.#items.filter((item) => item !== undefined);
  }

  takeAll(): Item[] {
    const items = this.#items.filter((item) => item !== undefined);
    this.#items.fill(undefined);
    this.#size = 0;
    return items;
  }

  #placeOf(number: number): number {
    return number & (this.#items.length - 1);
  }

  /** Those that had different places have different ones in twice as many. */
  #grow(): void {
    const numbers = this.#numbers;
    const items = this.#items;
    this.#numbers = new Array<number>(items.length * 2).fill(0);
    this.#items = new Array<Item | undefined>(items.length * 2).fill(undefined);
    for (const [place, item] of items.entries()) {
      if (item === undefined) continue;
      const number = numbers[place] as number;
      this.#numbers[this.#placeOf(number)] = number;
      this.#items[this.#placeOf(number)] = item;
    }
  }
}
