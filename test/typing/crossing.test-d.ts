// What may leave the thread, for a definition that names its `module`. What the messages say is in messages.test.ts.
import type { MessagePort } from "node:worker_threads";
import { defineActor, type ActorRef, type Child, type Sendable } from "troupe";
import { same } from "./same.ts";

const module: string = import.meta.url;

// Fine ----------------------------------------------------------------------------------------------------------------

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface Tree<Leaf> {
  readonly leaf: Leaf;
  readonly children?: readonly Tree<Leaf>[];
  readonly parent: Tree<Leaf> | undefined;
}

type Shape = { kind: "circle"; radius: number } | { kind: "square"; side: bigint };

interface Everything {
  primitives: [string, number, boolean, bigint, null, undefined];
  literal: "a" | 1 | true;
  enumLike: { readonly [Key in "a" | "b"]: Key };
  at: Date;
  pattern: RegExp;
  url: URL;
  error: Error;
  cause?: TypeError | (RangeError & { retryable: boolean });
  bytes: Uint8Array | ArrayBuffer | SharedArrayBuffer | DataView | Float64Array | BigInt64Array;
  map: Map<string, Set<Date>>;
  readonlyMap: ReadonlyMap<Date, ReadonlySet<readonly number[]>>;
  ref: ActorRef<{ done: (by: Shape) => void }>;
  child: Child<{ get: () => number }>;
  port: MessagePort;
  stream: ReadableStream<Uint8Array>;
  branded: string & { readonly brand: unique symbol };
  unknown: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- anything goes, at the sender's own risk
  any: any;
  object: object;
  record: Record<string, Partial<Shape>>;
  optional?: { deep?: Shape[] };
  tree: Tree<Shape>;
  json: Json;
  error2: { name: string; message: string };
}
class Saved extends Error {
  #secret = 1;
  read = (): number => this.#secret;
}

export const fine = defineActor({
  name: "fine",
  module,
  init: (args: Everything) => ({ ...args, cannotCross: () => 1 }),
  receive: {
    everything: ({ state: { cannotCross, ...state } }, value: Everything): Everything =>
      cannotCross() ? value : state,
    later: async (_ctx, value: Tree<Json>) => value,
    finishing: ({ finish }, value?: Shape) => finish(value),
    refusing: ({ refuse }) => refuse(new Saved()),
    error: (_ctx, error: Saved) => error,
  },
});
export function fineOf<Value>(fallback: Value) {
  return defineActor({
    name: "fine-of",
    module,
    init: (args: { first: Value }) => [args.first],
    receive: {
      all: ({ state }) => state,
      get: ({ state }, at: { index: number }) => ({ value: state[at.index] ?? fallback }),
      put: ({ state }, value: Value) => void state.push(value),
    },
  });
}

// Not fine ------------------------------------------------------------------------------------------------------------

class Account {
  private readonly balance = 1;
  read(): number {
    return this.balance;
  }
}
class Purse {
  readonly #coins = 1;
  get coins(): number {
    return this.#coins;
  }
}

defineActor({
  name: "payloads",
  module,
  receive: {
    // @ts-expect-error: a function
    self(_ctx, _save: () => void) {},
    // @ts-expect-error: a function
    member(_ctx, _p: { user: { save(): void } }) {},
    // @ts-expect-error: a function
    optional(_ctx, _p: { user?: { save?: () => void } }) {},
    // @ts-expect-error: a function
    optionalPayload(_ctx, _save?: () => void) {},
    // @ts-expect-error: a function
    list(_ctx, _p: readonly { save: () => void }[]) {},
    // @ts-expect-error: a function
    tuple(_ctx, _p: [number, () => void]) {},
    // @ts-expect-error: a function
    value(_ctx, _p: Map<string, () => void>) {},
    // @ts-expect-error: a symbol
    key(_ctx, _p: ReadonlyMap<symbol, number>) {},
    // @ts-expect-error: a symbol
    item(_ctx, _p: { set: Set<symbol> }) {},
    // @ts-expect-error: a function
    record(_ctx, _p: Record<string, () => void>) {},
    // @ts-expect-error: a function in one of the shapes
    union(_ctx, _p: Shape | { kind: "custom"; draw: () => void }) {},
    // @ts-expect-error: a function
    inTree(_ctx, _p: Tree<() => void>) {},
    // @ts-expect-error: a class
    aClass(_ctx, _p: { of: typeof Account }) {},
    // @ts-expect-error: some function
    some(_ctx, _p: { call: CallableFunction }) {},
    // @ts-expect-error: a symbol key
    symbolKey(_ctx, _p: { [Symbol.iterator]: number }) {},
    // @ts-expect-error: a Buffer
    buffer(_ctx, _p: { bytes: Buffer }) {},
    // @ts-expect-error: a promise
    promise(_ctx, _p: { later: Promise<number> }) {},
    // @ts-expect-error: a WeakMap
    weakMap(_ctx, _p: WeakMap<object, number>) {},
    // @ts-expect-error: a WeakRef
    weakRef(_ctx, _p: { target: WeakRef<object> }) {},
    // @ts-expect-error: an instance with methods
    instance(_ctx, _p: { account: Account }) {},
    // @ts-expect-error: an instance with something private
    purse(_ctx, _p: Purse) {},
    // @ts-expect-error: only looks like an error
    pseudoError(_ctx, _p: { name: string; message: string; retry: () => void }) {},
  },
});
defineActor({
  name: "replies",
  module,
  receive: {
    // @ts-expect-error: a function
    self: (_ctx) => () => 1,
    // @ts-expect-error: a function
    later: async (_ctx) => ({ save: () => 1 }),
    // @ts-expect-error: a symbol
    finishing: ({ finish }) => finish(Symbol.iterator as symbol),
    // @ts-expect-error: a Buffer
    sometimes: ({ refuse }, file?: string) => (file === undefined ? refuse(new Error("no file")) : Buffer.from(file)),
    // @ts-expect-error: a generator object
    lines: (_ctx) => [""].values(),
  },
});
// In `args`.
const receive = { get: () => 1 };
// @ts-expect-error: a function
defineActor({ name: "args", module, init: (_args: { onDone: () => void }) => 1, receive });
// @ts-expect-error: a function
defineActor({ name: "args", module, init: (_onDone?: () => void) => 1, receive });
// @ts-expect-error: a Buffer
defineActor({ name: "args", module, init: async (_args: { page: Buffer }, _ctx) => 1, receive });

// Without `module` everything is fine, since nothing leaves.
export const local = defineActor({
  name: "local",
  init: (onDone: () => void) => ({ onDone }),
  receive: {
    buffer: (_ctx, bytes: Buffer) => bytes,
    call: ({ state }, also: () => void) => [state.onDone, also, Symbol.iterator],
    account: (_ctx, account: Account) => account,
  },
});

same<Sendable<Everything>, Everything>();
// @ts-expect-error: a function
same<Sendable<{ save: () => void }>, { save: () => void }>();
