import type { ActorRef } from "./ref.ts";

declare const reason: unique symbol;

/** What a payload becomes that cannot leave its thread: the compiler's message shows the path and the reason. */
export interface CannotCross<Reason extends string> {
  readonly [reason]: Reason;
}

type Binary =
  | ArrayBuffer
  | SharedArrayBuffer
  | DataView
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

type Leaf =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | void
  | Date
  | RegExp
  | URL
  | Binary
  | Error
  | InstanceType<typeof MessagePort>;

/**
 * Why a value of type `Value` cannot cross to another thread, as `"path: reason"`; `never` when it can.
 *
 * It looks six levels deep, so that recursive types end; the codec looks all the way.
 */
export type Why<Value, Depth extends 0[] = []> = Depth["length"] extends 6
  ? never
  : unknown extends Value
    ? never
    : Value extends Leaf | ActorRef<any>
      ? never
      : Value extends Buffer
        ? "a Buffer would arrive as a Uint8Array"
        : Value extends Uint8Array
          ? never
          : WhyNotObject<Value, [...Depth, 0]>;

type WhyNotObject<Value, Depth extends 0[]> = Value extends
  | ((...inputs: any[]) => any)
  | (abstract new (...inputs: any[]) => any)
  ? "a function cannot cross"
  : Value extends symbol
    ? "a symbol cannot cross"
    : Value extends ReadonlyMap<infer Key, infer Item>
      ? Why<Key, Depth> | Why<Item, Depth>
      : Value extends ReadonlySet<infer Item>
        ? Why<Item, Depth>
        : Value extends PromiseLike<any> | WeakMap<any, any> | WeakSet<any> | WeakRef<any>
          ? "a promise or weak collection cannot cross"
          : Value extends readonly (infer Item)[]
            ? Why<Item, Depth>
            : Value extends object
              ? WhyNotFields<Value, Depth>
              : never;

type WhyNotFields<Value extends object, Depth extends 0[]> = {
  [Key in keyof Value]-?: Key extends symbol
    ? "a symbol key cannot cross"
    : Why<Value[Key], Depth> extends infer Reason extends string
      ? [Reason] extends [never]
        ? never
        : `${Key & string}: ${Reason}`
      : never;
}[keyof Value] &
  string;

/** `Value` itself when it can cross to another thread, else a {@link CannotCross} that says where and why not. */
export type Sendable<Value> = [Why<Value>] extends [never] ? Value : CannotCross<Why<Value>>;
