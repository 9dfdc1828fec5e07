import { messageOf, toError } from "../../core/errors.ts";
import { brokenFrame } from "./format.ts";
import type { DecodeScope } from "./scope.ts";

/** How a reader reads what a value contains. */
export type DecodeValue = (frame: IncomingFrame) => unknown;

/** The keys of a plain object, and how to rebuild it. */
export interface IncomingShape {
  readonly keys: readonly string[];
  readonly isBare: boolean;
  /** One of the keys is `__proto__`, which must be defined rather than assigned. */
  readonly hasProto: boolean;
}

/** One batch of messages while it is being read, in order; after a failure nothing more of it can be read. */
export class IncomingFrame {
  readonly items: readonly unknown[];
  readonly scope: DecodeScope;
  at = 0;
  /** Why the first part of the value read last that could not be built on this host could not. */
  failure: Error | undefined = undefined;

  // The rest is for the readers of this folder.
  readonly shapes: IncomingShape[] = [];
  readonly #objects: unknown[] = [];
  #objectCount = 0;

  constructor(items: readonly unknown[], scope: DecodeScope) {
    this.items = items;
    this.scope = scope;
  }

  get isAtEnd(): boolean {
    return this.at >= this.items.length;
  }

  /** The next item as it stands. */
  next(): unknown {
    if (this.at >= this.items.length) throw brokenFrame("it ends in the middle of a value");
    return this.items[this.at++];
  }

  nextString(): string {
    const item = this.next();
    if (typeof item !== "string") throw brokenFrame(`a string was expected, not a ${typeof item}`);
    return item;
  }

  nextNumber(): number {
    const item = this.next();
    if (typeof item !== "number") throw brokenFrame(`a number was expected, not a ${typeof item}`);
    return item;
  }

  /** A size, an index or an offset. */
  nextCount(): number {
    const item = this.nextNumber();
    if (!Number.isSafeInteger(item) || item < 0) throw brokenFrame(`a count was expected, not ${item}`);
    return item;
  }

  /** Called where a value begins: what was met before does not count any more. */
  begin(): void {
    this.#objectCount = 0;
    this.failure = undefined;
  }

  /** A part cannot be built on this host. Returns what stands in its place, so that the rest can be read, to where it ends. */
  fail(thrown: unknown): string {
    const error = toError(thrown);
    this.failure ??= error;
    return `[it cannot be read: ${messageOf(error)}]`;
  }

  /** Numbers an object as the writer did: where it begins. Returns it. */
  remember<T>(object: T): T {
    this.#objects[this.#objectCount++] = object;
    return object;
  }

  /** Numbers an object that can be built only after its parts. */
  reserve(): number {
    this.remember(undefined);
    return this.#objectCount - 1;
  }

  fill<T>(index: number, object: T): T {
    this.#objects[index] = object;
    return object;
  }

  objectAt(index: number): unknown {
    const object = index < this.#objectCount ? this.#objects[index] : undefined;
    if (object === undefined) throw brokenFrame(`there is no object ${index} in the message`);
    return object;
  }
}
