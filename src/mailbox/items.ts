import type { QueueOrder } from "../core/mailbox-options.ts";
import { Deque } from "./deque.ts";
import { SortedItems, type Compare } from "./sorted-items.ts";

/** The items of a queue, in its order. */
export interface Items<T> {
  readonly length: number;
  /** @throws {ActorError} `ORDER_FAILED` if the order fails; then nothing has changed. */
  put(item: T): void;
  /** The next one. There must be one. */
  take(): T;
}

export function createItems<T>(order: QueueOrder, compare: Compare<T> | undefined): Items<T> {
  return order === "priority" ? new SortedItems(compare) : new EndItems(order === "lifo");
}

/** All are put at one end, and taken from the other or from the same. */
class EndItems<T> implements Items<T> {
  readonly #items = new Deque(1);
  readonly #isLifo: boolean;

  constructor(isLifo: boolean) {
    this.#isLifo = isLifo;
  }

  get length(): number {
    return this.#items.length;
  }

  put(item: T): void {
    const items = this.#items;
    items.addLast();
    items.slots[items.at] = item;
  }

  take(): T {
    const items = this.#items;
    if (this.#isLifo) items.removeLast();
    else items.removeFirst();
    const { slots, at } = items;
    const item = slots[at];
    slots[at] = undefined;
    return item as T;
  }
}
