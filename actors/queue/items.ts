import { Queue, type QueueOptions } from "../../src/mod.ts";

/** The items of a queue in their order, behind those that have come back. */
export class Items<T> {
  readonly #queue: Queue<T>;
  readonly #back = new Queue<T>();
  readonly #capacity: number;

  /** @throws {ActorError} `BAD_OPTION` */
  constructor(options: QueueOptions<T>) {
    this.#queue = new Queue(options);
    this.#capacity = options.capacity ?? Infinity;
  }

  get size(): number {
    return this.#back.size + this.#queue.size;
  }

  /** More may have come back than there is room for. */
  get isFull(): boolean {
    return this.size >= this.#capacity;
  }

  /**
   * There must be room.
   *
   * @throws {ActorError} `ORDER_FAILED`, and the item is not in.
   */
  put(item: T): void {
    this.#queue.tryPut(item);
  }

  /** An item that was taken is to be taken again, before all others. */
  putBack(item: T): void {
    this.#back.tryPut(item);
  }

  /** There must be one. */
  take(): T {
    const next = this.#back.tryTake() ?? this.#queue.tryTake();
    return (next as { value: T }).value;
  }

  takeAll(): T[] {
    return Array.from({ length: this.size }, () => this.take());
  }
}
