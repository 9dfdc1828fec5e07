import { types } from "node:util";
import { isAddressed } from "../../core/address.ts";
import { encodeBuffer, encodeShared, encodeView, viewMakers } from "./binary.ts";
import { encodeDate, encodeMap, encodeRegExp, encodeSet, encodeUrl } from "./collections.ts";
import { encodeErrorObject } from "./errors.ts";
import { encodeMoved, encodePort, isMoved, refuseIfSpent } from "./moved.ts";
import type { EncodeValue, OutgoingFrame } from "./outgoing-frame.ts";
import { encodeArray, encodeBareObject, encodeObject } from "./plain.ts";
import { encodeRef } from "./refs.ts";
import { Refusal } from "./refusal.ts";

/** Writes an object of one kind, after `encodeValue` has numbered it. */
export type Writer = (object: object, frame: OutgoingFrame, encodeValue: EncodeValue) => void;

const byName: Readonly<Record<string, Writer>> = {
  Object: encodeObject,
  Array: encodeArray,
  Map: encodeMap,
  Set: encodeSet,
  Date: encodeDate,
  RegExp: encodeRegExp,
  URL: encodeUrl,
  ArrayBuffer: encodeBuffer,
  SharedArrayBuffer: encodeShared,
  MessagePort: encodePort,
  ...Object.fromEntries([...viewMakers.keys()].map((name) => [name, viewWriter(name)])),
  Buffer: refuse("a Buffer would arrive as a Uint8Array; send new Uint8Array(buffer)"),
  Promise: refuse("a promise cannot cross, await it first"),
  WeakMap: refuse("a WeakMap cannot cross"),
  WeakSet: refuse("a WeakSet cannot cross"),
  WeakRef: refuse("a WeakRef cannot cross"),
};

/** The classes of this realm, which is where nearly every value comes from. */
const byPrototype: ReadonlyMap<object | null, Writer> = new Map(
  Object.entries(byName).map(([name, writer]) => {
    const maker = (globalThis as Record<string, unknown>)[name] as { readonly prototype: object };
    return [maker.prototype, writer] as const;
  }),
);

/** Who writes the object, which may be whoever refuses it. */
export function writerOf(object: object): Writer {
  const prototype: object | null = Object.getPrototypeOf(object);
  if (prototype === Object.prototype) return encodeObject;
  if (prototype === null) return isAddressed(object) ? encodeRefObject : encodeBareObject;
  return byPrototype.get(prototype) ?? writerOfInstance(object, prototype);
}

function writerOfInstance(object: object, prototype: object): Writer {
  if (isAddressed(object)) return encodeRefObject;
  if (types.isNativeError(object) || object instanceof Error) return encodeErrorObject;
  if (isMoved(object)) return encodeMoved;
  const foreign = builtinNameOf(prototype);
  return (foreign === undefined ? undefined : byName[foreign]) ?? refuseInstance;
}

/** The name of the built-in class of another realm (a vm context, a test runner) whose prototype this is. */
function builtinNameOf(prototype: object): string | undefined {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof maker !== "function" || !Object.hasOwn(byName, maker.name)) return undefined;
  const isBuiltin = Function.prototype.toString.call(maker) === `function ${maker.name}() { [native code] }`;
  return isBuiltin ? maker.name : undefined;
}

function encodeRefObject(object: object, frame: OutgoingFrame): void {
  if (isAddressed(object)) encodeRef(object, frame);
}

function refuseInstance(object: object): never {
  refuseIfSpent(object);
  const name: unknown = object.constructor?.name;
  const of = typeof name === "string" && name !== "" ? `of the class ${name}` : "of a class";
  throw new Refusal(`an instance ${of} cannot cross`);
}

function refuse(reason: string): Writer {
  return () => {
    throw new Refusal(reason);
  };
}

function viewWriter(name: string): Writer {
  return (view, frame, encodeValue) => encodeView(name, view, frame, encodeValue);
}
