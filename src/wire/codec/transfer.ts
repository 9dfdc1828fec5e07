import type { Transferable } from "node:worker_threads";
import { isAddressed } from "../../core/address.ts";
import { ActorError } from "../../core/errors.ts";
import { viewMakers } from "./binary.ts";
import { moveForSending, nameOf } from "./moved.ts";
import { defineField } from "./plain.ts";

/**
 * Moves buffers, ports and streams into a message instead of copying them, and returns the value to send.
 *
 * They are detached at once, so that nobody can change them any more; the returned copy of `value` has the moved ones in
 * their place, in plain objects, arrays, maps and sets and under typed arrays. It can be sent once. If that fails, what
 * was moved is still in it. Whatever else is in the value (refs, errors, dates) is passed on as it is.
 *
 * @throws {ActorError} `NOT_SENDABLE` if one of them cannot be moved; then none was.
 *
 * @example
 * const pixels = new Uint8Array(1_000_000);
 * ref.tell("draw", transfer({ pixels }, [pixels.buffer]));
 * pixels.length; // => 0
 */
export function transfer<T>(value: T, transferables: readonly Transferable[]): T {
  const moving = [...new Set(transferables)];
  try {
    // Whatever can fail happens first: the sender's getters, then the move, which takes all or none.
    const copy = new PayloadCopy(value, new Set(moving));
    const moved = moveForSending(moving);
    return copy.withMoved(new Map(moving.map((each, index) => [each, moved[index]]))) as T;
  } catch (cause) {
    throw new ActorError("NOT_SENDABLE", `Cannot transfer ${moving.map(describe).join(", ")}: ${String(cause)}`, {
      cause,
    });
  }
}

/** What is needed to lay a view over its buffer again once that has moved. */
interface ViewPlan {
  readonly name: string;
  readonly buffer: object;
  readonly offset: number;
  readonly length: number;
}

type Container = unknown[] | Map<unknown, unknown> | Set<unknown> | Record<PropertyKey, unknown>;

/** A copy of the containers of a value, in which what moves is exchanged later, without running anybody's code. */
class PayloadCopy {
  readonly #moving: ReadonlySet<object>;
  readonly #copies = new Map<object, Container>();
  readonly #views = new Map<object, ViewPlan>();
  readonly #root: readonly unknown[];

  constructor(value: unknown, moving: ReadonlySet<object>) {
    this.#moving = moving;
    this.#root = this.#copyOf([value]) as unknown[];
  }

  withMoved(moved: ReadonlyMap<unknown, unknown>): unknown {
    const views = [...this.#views].map(([view, plan]) => [view, layView(plan, moved.get(plan.buffer))] as const);
    const exchanged = new Map<unknown, unknown>([...moved, ...views]);
    const exchange = (each: unknown): unknown => (exchanged.has(each) ? exchanged.get(each) : each);
    for (const container of this.#copies.values()) exchangeWithin(container, exchange);
    return this.#root[0];
  }

  #copyOf(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.#moving.has(value)) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (ArrayBuffer.isView(value)) {
      if (this.#moving.has(value.buffer)) this.#views.set(value, planOf(value));
      return value;
    }
    const copy = emptyLike(value);
    if (copy === undefined) return value;
    this.#copies.set(value, copy); // before its contents, which may lead back to it
    this.#fill(copy, value as Container);
    return copy;
  }

  #fill(copy: Container, original: Container): void {
    if (copy instanceof Map) {
      for (const [key, item] of original as typeof copy) copy.set(this.#copyOf(key), this.#copyOf(item));
    } else if (copy instanceof Set) {
      for (const item of original as typeof copy) copy.add(this.#copyOf(item));
    } else if (Array.isArray(copy)) {
      copy.length = (original as unknown[]).length;
      (original as unknown[]).forEach((item, index) => (copy[index] = this.#copyOf(item))); // skips holes
    } else {
      for (const key of Reflect.ownKeys(original)) {
        if (!Object.prototype.propertyIsEnumerable.call(original, key)) continue;
        defineField(copy, key, this.#copyOf((original as typeof copy)[key]));
      }
    }
  }
}

/** An empty container of the same kind, or undefined for what is passed on as it is. */
function emptyLike(value: object): Container | undefined {
  if (isAddressed(value)) return undefined;
  switch (Object.getPrototypeOf(value)) {
    case Object.prototype:
      return {};
    case null:
      return Object.create(null) as Record<PropertyKey, unknown>;
    case Array.prototype:
      return [];
    case Map.prototype:
      return new Map();
    case Set.prototype:
      return new Set();
    default:
      return undefined;
  }
}

function exchangeWithin(container: Container, exchange: (each: unknown) => unknown): void {
  if (container instanceof Map) {
    const entries = [...container];
    container.clear(); // refilled, so that the order stays
    for (const [key, item] of entries) container.set(exchange(key), exchange(item));
  } else if (container instanceof Set) {
    const items = [...container];
    container.clear();
    for (const item of items) container.add(exchange(item));
  } else if (Array.isArray(container)) {
    container.forEach((item, index) => (container[index] = exchange(item)));
  } else {
    for (const key of Reflect.ownKeys(container)) defineField(container, key, exchange(container[key]));
  }
}

/** A Buffer becomes the Uint8Array that could be sent. */
function planOf(view: ArrayBufferView): ViewPlan {
  const { buffer, byteOffset: offset, byteLength } = view;
  const length = view instanceof DataView ? byteLength : (view as Uint8Array).length;
  return { name: (view as Uint8Array)[Symbol.toStringTag], buffer, offset, length };
}

function layView({ name, offset, length }: ViewPlan, buffer: unknown): unknown {
  const Maker = viewMakers.get(name);
  return Maker === undefined ? undefined : new Maker(buffer as ArrayBuffer, offset, length);
}

function describe(transferable: unknown): string {
  if (ArrayBuffer.isView(transferable)) return "a view (list its buffer instead)";
  return typeof transferable === "object" && transferable !== null ? nameOf(transferable) : String(transferable);
}
