import { badOption, isIterable } from "../core/check-options.ts";
import type { Env } from "../core/env.ts";
import { toError } from "../core/errors.ts";
import { show } from "../core/show.ts";

/** The items of a `map`, taken from any source as they are wanted: never more than that. */
export class Intake {
  isExhausted = false;
  /** What the source has thrown. */
  failure: Error | undefined = undefined;
  readonly #env: Env;
  readonly #arrived: () => void;
  readonly #items: Iterator<unknown> | undefined = undefined;
  readonly #later: AsyncIterator<unknown> | undefined = undefined;
  /** How many it has, if it says so. */
  readonly #total: number;
  #taken = 0;
  /** Of a source that gives them later: those that have come. */
  #come: unknown[] = [];
  #wanted = 0;
  #isPulling = false;
  #isNoticeDue = false;

  /** `arrived` hears of items from a source that gives them later. @throws {ActorError} `BAD_OPTION` for what is no source. */
  constructor(source: unknown, type: string, env: Env, arrived: () => void) {
    this.#env = env;
    this.#arrived = arrived;
    if (isAsyncIterable(source)) this.#later = source[Symbol.asyncIterator]();
    else if (isIterable(source)) this.#items = source[Symbol.iterator]();
    else throw badOption(`map "${type}"`, "its source", "something that can be iterated", source);
    const iterator: unknown = this.#later ?? this.#items;
    if (!isIterator(iterator)) throw badOption(`map "${type}"`, "the iterator of its source", "an iterator", iterator);
    this.#total = countOf(source);
  }

  /** How many may still come. */
  get left(): number {
    return this.#total - this.#taken;
  }

  /** How many have come and were not taken. */
  get length(): number {
    return this.#come.length;
  }

  /** So many items, or fewer if that is all there is by now; then `arrived` follows. */
  take(count: number): unknown[] {
    const items = this.#items === undefined ? this.#takeCome(count) : this.#takeNow(this.#items, count);
    this.#taken += items.length;
    return items;
  }

  /** Takes nothing more from the source: for that reason, unless it has no more. What has come already is still there. */
  cutOff(why: Error): void {
    if (this.isExhausted) return;
    // An iterator tells its end only by being asked once more.
    if (this.left > 0 && this.#items !== undefined) this.#takeNow(this.#items, 1);
    if (this.left === 0) this.isExhausted = true;
    if (this.isExhausted) return;
    const come = this.#come;
    this.close().catch(() => {}); // the reason is heard
    this.#come = come;
    this.failure = why;
  }

  /** No more are wanted. */
  async close(): Promise<void> {
    if (this.isExhausted) return;
    this.isExhausted = true;
    this.#come = [];
    const source = this.#later ?? this.#items;
    const returned = source?.return?.();
    if (!this.#isPulling) return void (await returned);
    // An async generator returns only when it has given what it was asked for before, which may be never.
    Promise.resolve(returned).catch(() => {});
  }

  #takeNow(source: Iterator<unknown>, count: number): unknown[] {
    const items: unknown[] = [];
    try {
      while (items.length < count && !this.isExhausted) {
        this.#read(source.next(), items);
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
    return items;
  }

  #takeCome(count: number): unknown[] {
    this.#wanted = count;
    const items = this.#come.splice(0, count);
    if (items.length < count) this.#pull();
    return items;
  }

  #pull(): void {
    if (this.#isPulling || this.isExhausted || this.#come.length >= this.#wanted) return;
    this.#isPulling = true;
    let next: Promise<unknown>;
    try {
      next = Promise.resolve((this.#later as AsyncIterator<unknown>).next());
    } catch (thrown) {
      next = Promise.reject(toError(thrown));
    }
    next.then(
      (result) => this.#came(() => this.#read(result, this.#come)),
      (thrown: unknown) => this.#came(() => this.#fail(thrown)),
    );
  }

  /** What was pulled is there. */
  #came(take: () => void): void {
    this.#isPulling = false;
    if (this.isExhausted) return;
    try {
      take();
    } catch (thrown) {
      this.#fail(thrown);
    }
    this.#notice();
    this.#pull();
  }

  /** @throws if that is no step of an iterator, or cannot be read. */
  #read(result: unknown, into: unknown[]): void {
    if (typeof result !== "object" || result === null) {
      throw new TypeError(
        `Cannot go on with a map: its source answered ${show(result)}, which is no step of an iterator`,
      );
    }
    const { done, value } = result as IteratorResult<unknown>;
    if (done === true) this.isExhausted = true;
    else into.push(value);
  }

  /** What comes in one turn of the event loop goes together. */
  #notice(): void {
    if (this.isExhausted || this.#come.length >= this.#wanted) return this.#arrived();
    if (this.#isNoticeDue) return;
    this.#isNoticeDue = true;
    this.#env.nextTurn(() => {
      this.#isNoticeDue = false;
      this.#arrived();
    });
  }

  #fail(thrown: unknown): void {
    this.isExhausted = true;
    this.failure = toError(thrown);
  }
}

function isAsyncIterable(source: unknown): source is AsyncIterable<unknown> {
  return typeof (source as Partial<AsyncIterable<unknown>> | null | undefined)?.[Symbol.asyncIterator] === "function";
}

function isIterator(iterator: unknown): boolean {
  return typeof (iterator as Partial<Iterator<unknown>> | null | undefined)?.next === "function";
}

/** How many items a source has, if that can be known beforehand. */
function countOf(source: unknown): number {
  if (Array.isArray(source)) return source.length;
  return source instanceof Set || source instanceof Map ? source.size : Infinity;
}
