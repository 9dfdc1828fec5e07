import type { ActorRef } from "./ref.ts";

declare const reason: unique symbol;

/**
 * What stands in the way of a value that cannot leave its thread. The compiler's message shows where and why, as in
 * `CannotCross<"payload.user.save: a function cannot cross">`.
 */
export interface CannotCross<Reason extends string> {
  readonly [reason]: Reason;
}

/**
 * Why a value of type `Value` cannot cross to another thread, as `"path: reason"` with a path that begins with `Root`;
 * `never` when it can.
 *
 * It looks six levels deep, so that recursive types end; the codec looks all the way. Instances of a class that has only
 * public fields are plain objects to the compiler: those the codec refuses.
 */
export type Why<Value, Root extends string> = `${Root}${WhyNot<Value, []>}`;

/** `Value` itself when it can cross to another thread, else a {@link CannotCross} that says where and why not. */
export type Sendable<Value> = [Why<Value, "value">] extends [never] ? Value : CannotCross<Why<Value, "value">>;

// A reason begins with the way to it from the value at hand, as in ".user.save: a function cannot cross", and not with
// the way from the root: so the compiler works it out once for each type, wherever that type occurs.

type WhyNot<Value, Depth extends 0[]> = Depth["length"] extends 6
  ? never
  : unknown extends Value
    ? never
    : Value extends Leaf
      ? never
      : Value extends symbol
        ? ": a symbol cannot cross"
        : Value extends AnyFunction
          ? ": a function cannot cross"
          : WhyNotObject<Value, [...Depth, 0]>;

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
  | ArrayBuffer
  | SharedArrayBuffer
  | ActorRef<any>
  | Movable;

/** What crosses when `transfer` has moved it, which the type of a value does not tell. */
type Movable = InstanceType<typeof MessagePort> | ReadableStream | WritableStream | TransformStream;

type AnyFunction = CallableFunction | NewableFunction | ((...inputs: any[]) => any);

type WhyNotObject<Value, Depth extends 0[]> = Value extends ArrayBufferView
  ? "readUInt8" extends keyof Value
    ? ": a Buffer would arrive as a Uint8Array, send new Uint8Array(buffer)"
    : never
  : Value extends PromiseLike<any>
    ? ": a promise cannot cross, await it first"
    : Value extends ReadonlyMap<infer Key, infer Item>
      ? `.get(…)${WhyNot<Key | Item, Depth>}`
      : Value extends ReadonlySet<infer Item> | readonly (infer Item)[]
        ? `[]${WhyNot<Item, Depth>}`
        : Value extends WeakMap<any, any> | WeakSet<any> | WeakRef<any>
          ? ": a weak collection cannot cross"
          : IsError<Value> extends true
            ? never
            : WhyNotInstance<Value, Depth>;

/** The codec replaces what cannot cross in an error. Not everything with a name and a message is one. */
type IsError<Value> = Value extends Error ? ("stack" extends keyof Value ? true : false) : false;

/** Private members are not among the keys: a copy lacks them, and so is no instance. */
type WhyNotInstance<Value, Depth extends 0[]> = { [Key in keyof Value]: Value[Key] } extends Value
  ? WhyNotFields<Value, Depth>
  : ": an instance of a class cannot cross";

/** An object with methods (a socket, a stream) is told by these alone: what else is wrong with it would fill a page. */
type WhyNotFields<Value, Depth extends 0[]> = [FunctionKeys<Value>] extends [never]
  ? {
      [Key in keyof Value]-?: Key extends symbol
        ? ": a symbol key cannot cross"
        : `${Step<Key>}${WhyNot<Value[Key], Depth>}`;
    }[keyof Value]
  : `${Step<FunctionKeys<Value>>}: a function cannot cross`;

type FunctionKeys<Value> = {
  [Key in keyof Value]-?: Key extends symbol
    ? never
    : unknown extends Value[Key]
      ? never
      : [Extract<Value[Key], AnyFunction>] extends [never]
        ? never
        : Key;
}[keyof Value];

type Step<Key> = string extends Key ? "[…]" : number extends Key ? "[…]" : `.${Key & (string | number)}`;
