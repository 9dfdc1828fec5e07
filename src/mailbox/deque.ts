const LARGEST = 1024;

class Segment {
  readonly slots: unknown[];
  previous: Segment | undefined;
  next: Segment | undefined = undefined;

  constructor(size: number, previous: Segment | undefined) {
    this.slots = new Array<unknown>(size).fill(undefined);
    this.previous = previous;
  }
}

/**
 * Entries of a few slots each, in a chain of arrays, taken from either end.
 *
 * Each of the three calls leaves in `slots` and `at` where the entry lies that it is about. The caller writes or reads it
 * there at once, and what it has read it sets to undefined again: the slots of a new entry are always undefined.
 */
export class Deque {
  /** How many entries there are. */
  length = 0;
  slots: unknown[];
  at = 0;

  readonly #width: number;
  #head: Segment;
  #tail: Segment;
  #read = 0;
  #write = 0;
  #spare: Segment | undefined = undefined;

  constructor(width: number) {
    this.#width = width;
    this.#head = this.#tail = new Segment(8 * width, undefined);
    this.slots = this.#head.slots;
  }

  /** A new entry after all others. */
  addLast(): void {
    if (this.#write === this.#tail.slots.length) this.#extend();
    this.slots = this.#tail.slots;
    this.at = this.#write;
    this.#write += this.#width;
    this.length += 1;
  }

  /** False if there is none. */
  removeFirst(): boolean {
    if (this.length === 0) return false;
    this.slots = this.#head.slots;
    this.at = this.#read;
    this.#read += this.#width;
    this.length -= 1;
    if (this.length === 0) this.#rewind();
    else if (this.#read === this.slots.length) this.#leaveHead();
    return true;
  }

  /** False if there is none. */
  removeLast(): boolean {
    if (this.length === 0) return false;
    this.#write -= this.#width;
    this.slots = this.#tail.slots;
    this.at = this.#write;
    this.length -= 1;
    if (this.length === 0) this.#rewind();
    else if (this.#write === 0) this.#leaveTail();
    return true;
  }

  // While there are entries, the first and the last segment have one each. So an empty deque has a single segment.

  #rewind(): void {
    this.#read = 0;
    this.#write = 0;
  }

  #extend(): void {
    const size = Math.min(this.#tail.slots.length * 4, LARGEST * this.#width);
    const segment = this.#spare ?? new Segment(size, undefined);
    this.#spare = undefined;
    segment.previous = this.#tail;
    this.#tail.next = segment;
    this.#tail = segment;
    this.#write = 0;
  }

  #leaveHead(): void {
    const emptied = this.#head;
    this.#head = emptied.next as Segment;
    this.#head.previous = undefined;
    this.#read = 0;
    this.#keep(emptied);
  }

  #leaveTail(): void {
    const emptied = this.#tail;
    this.#tail = emptied.previous as Segment;
    this.#tail.next = undefined;
    this.#write = this.#tail.slots.length;
    this.#keep(emptied);
  }

  /** One segment is kept to be used again, so that neither a steady flow nor one around an edge allocates. */
  #keep(emptied: Segment): void {
    emptied.next = emptied.previous = undefined;
    if (emptied.slots.length >= this.#tail.slots.length) this.#spare = emptied;
  }
}
