const SMALLEST = 8;
/** So many places an empty heap keeps. */
const KEPT = 1024;

/** Where a place is in the heap, and its neighbours in the order in which they were added. */
const LINKS = 3;
const [IN_HEAP, OLDER, NEWER] = [0, 1, 2];
const NONE = -1;

/**
 * Which of many numbered places comes first: a binary heap by priority, where of equals the one that was added first wins,
 * and two lists by age, so that the oldest can be taken out too that is not reserved. All calls take O(log n), and none makes
 * an object.
 *
 * A place is a small number, given out again after its removal; what lies there is the caller's.
 */
export class PlaceHeap {
  length = 0;
  #heap = new Int32Array(SMALLEST);
  #priorities = new Float64Array(SMALLEST);
  #numbers = new Float64Array(SMALLEST);
  #links = new Int32Array(SMALLEST * LINKS);
  #reserved = new Uint8Array(SMALLEST);
  /** Given to the place that was added last: they only grow. */
  lastNumber = 0;
  /** The ends of both lists by age: of ordinary places, and of reserved ones. */
  readonly #oldest = [NONE, NONE];
  readonly #newest = [NONE, NONE];
  /** A chain, by NEWER, of places that were given back; behind `used` none was ever given out. */
  #free = NONE;
  #used = 0;

  /** Returns the place that this priority now has. It is not NaN. */
  add(priority: number, isReserved: boolean): number {
    const place = this.#findPlace();
    const list = isReserved ? 1 : 0;
    const newest = this.#newest[list] as number;
    this.#priorities[place] = priority;
    this.#numbers[place] = ++this.lastNumber;
    this.#reserved[place] = list;
    this.#setLink(place, OLDER, newest);
    this.#setLink(place, NEWER, NONE);
    if (newest === NONE) this.#oldest[list] = place;
    else this.#setLink(newest, NEWER, place);
    this.#newest[list] = place;
    this.#rise(place, this.length++);
    return place;
  }

  /** Whether there is any that is not reserved. */
  get hasOrdinary(): boolean {
    return this.#oldest[0] !== NONE;
  }

  /** That of the place which was added before all others; Infinity if there is none. */
  get oldestNumber(): number {
    return Math.min(this.#numberOf(this.#oldest[0] as number), this.#numberOf(this.#oldest[1] as number));
  }

  /** Of the place that {@link PlaceHeap.removeFirst} would take. */
  get firstPriority(): number {
    return this.#priorities[this.#heap[0] as number] as number;
  }

  get firstNumber(): number {
    return this.#numbers[this.#heap[0] as number] as number;
  }

  /** Of the smallest priority. There must be one. */
  removeFirst(): number {
    return this.#remove(this.#heap[0] as number);
  }

  /** Of those that are not reserved, the one that was added before all others. There must be one. */
  removeOldest(): number {
    return this.#remove(this.#oldest[0] as number);
  }

  #numberOf(place: number): number {
    return place === NONE ? Infinity : (this.#numbers[place] as number);
  }

  #remove(place: number): number {
    this.#leaveHeap(place);
    const older = this.#link(place, OLDER);
    const newer = this.#link(place, NEWER);
    const list = this.#reserved[place] as number;
    if (older === NONE) this.#oldest[list] = newer;
    else this.#setLink(older, NEWER, newer);
    if (newer === NONE) this.#newest[list] = older;
    else this.#setLink(newer, OLDER, older);
    this.#setLink(place, NEWER, this.#free);
    this.#free = place;
    if (this.length === 0) this.#startAgain();
    return place;
  }

  #leaveHeap(place: number): void {
    const at = this.#link(place, IN_HEAP);
    const last = this.#heap[--this.length] as number;
    if (last === place) return;
    // The last one takes its place, and may have to go either way from there.
    if (at > 0 && this.#isBefore(last, this.#heap[(at - 1) >> 1] as number)) this.#rise(last, at);
    else this.#sink(last, at);
  }

  #rise(place: number, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt] as number;
      if (!this.#isBefore(place, parent)) break;
      this.#setHeap(at, parent);
      at = parentAt;
    }
    this.#setHeap(at, place);
  }

  #sink(place: number, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= this.length) break;
      const right = childAt + 1;
      if (right < this.length && this.#isBefore(this.#heap[right] as number, this.#heap[childAt] as number)) {
        childAt = right;
      }
      const child = this.#heap[childAt] as number;
      if (!this.#isBefore(child, place)) break;
      this.#setHeap(at, child);
      at = childAt;
    }
    this.#setHeap(at, place);
  }

  #isBefore(place: number, other: number): boolean {
    const priority = this.#priorities[place] as number;
    const otherPriority = this.#priorities[other] as number;
    if (priority !== otherPriority) return priority < otherPriority;
    return (this.#numbers[place] as number) < (this.#numbers[other] as number);
  }

  #setHeap(at: number, place: number): void {
    this.#heap[at] = place;
    this.#setLink(place, IN_HEAP, at);
  }

  #link(place: number, which: number): number {
    return this.#links[place * LINKS + which] as number;
  }

  #setLink(place: number, which: number, value: number): void {
    this.#links[place * LINKS + which] = value;
  }

  #findPlace(): number {
    const place = this.#free;
    if (place !== NONE) {
      this.#free = this.#link(place, NEWER);
      return place;
    }
    if (this.#used === this.#heap.length) this.#resize(this.#used * 2);
    return this.#used++;
  }

  /** Empty: places are given out from 0 again. */
  #startAgain(): void {
    this.#free = NONE;
    this.#used = 0;
    if (this.#heap.length > KEPT) this.#resize(SMALLEST);
  }

  #resize(size: number): void {
    this.#heap = resized(this.#heap, new Int32Array(size));
    this.#priorities = resized(this.#priorities, new Float64Array(size));
    this.#numbers = resized(this.#numbers, new Float64Array(size));
    this.#links = resized(this.#links, new Int32Array(size * LINKS));
    this.#reserved = resized(this.#reserved, new Uint8Array(size));
  }
}

function resized<Numbers extends Int32Array | Float64Array | Uint8Array>(old: Numbers, fresh: Numbers): Numbers {
  if (fresh.length > old.length) fresh.set(old);
  return fresh;
}
