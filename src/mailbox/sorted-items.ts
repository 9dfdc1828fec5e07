import { ActorError } from "../core/errors.ts";
import { checkedOrder } from "./checked-order.ts";

/** Below 0 if the first is to be taken before the second, above 0 if after it, 0 if they keep the order they were put in. */
export type Compare<T> = (first: T, second: T) => number;

const LARGEST = 256;

/**
 * Items in the order of a user's `compare`; equals in the order put.
 *
 * They are kept sorted, in small arrays, and not as a heap: so `compare` is called (O(log n) times) when an item is put and
 * never when one is taken. A `compare` that fails then fails that put, while a heap finds out about it when it has taken an
 * item for somebody else.
 */
export class SortedItems<T> {
  length = 0;
  readonly #compare: Compare<T>;
  /** The last item of the last array is the next one; none is empty. */
  readonly #arrays: T[][] = [];
  /** Changes with every change, so that a `compare` that uses its own queue is found out. */
  #version = 0;

  constructor(compare: Compare<T> = compareNaturally) {
    this.#compare = compare;
  }

  put(item: T): void {
    const array = this.#findArray(item);
    const items = this.#arrays[array];
    const at = items === undefined ? 0 : this.#findPlace(items, item);
    this.#version += 1;
    this.length += 1;
    if (items === undefined) return void this.#arrays.push([item]);
    items.splice(at, 0, item);
    if (items.length > LARGEST) this.#arrays.splice(array + 1, 0, items.splice(LARGEST / 2));
  }

  take(): T {
    const items = this.#arrays.at(-1) as T[];
    const item = items.pop() as T;
    if (items.length === 0) this.#arrays.pop();
    this.#version += 1;
    this.length -= 1;
    return item;
  }

  /** The first array that ends with an item that comes no later than this one, or else the last. */
  #findArray(item: T): number {
    const arrays = this.#arrays;
    // One that cannot even be compared with itself would fail every put that comes after it.
    if (arrays.length === 0) this.#compared(item, item);
    const found = firstWhere(arrays.length, (at) => this.#compared((arrays[at] as T[]).at(-1) as T, item) <= 0);
    return Math.max(0, Math.min(found, arrays.length - 1));
  }

  /** Before those that come no later, since the next one is the last. */
  #findPlace(items: T[], item: T): number {
    return firstWhere(items.length, (at) => this.#compared(items[at] as T, item) <= 0);
  }

  #compared(first: T, second: T): number {
    const version = this.#version;
    const answer = checkedOrder("the order of two items", this.#compare, first, second);
    if (version === this.#version) return answer;
    throw new ActorError("ORDER_FAILED", "Cannot tell the order of two items: compare has used the queue itself");
  }
}

/** The first number for which it is true, when it is true for all that follow; `length` if there is none. */
function firstWhere(length: number, isTrue: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compareNaturally(first: unknown, second: unknown): number {
  if (typeof first === "string" && typeof second === "string") return first < second ? -1 : Number(first > second);
  if (isNumber(first) && isNumber(second)) return first < second ? -1 : Number(first > second);
  const why = "without compare, a queue takes either numbers or texts";
  throw new ActorError("ORDER_FAILED", `Cannot tell the order of two items: ${why}`);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isNaN(value));
}
