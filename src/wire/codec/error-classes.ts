import { ActorError, type ActorErrorCode } from "../../core/errors.ts";

type ErrorMaker = (message: string | undefined, name: string) => Error;

/** The classes that an error keeps when it crosses, each with how to make one; every other becomes the nearest of them. */
const makers: ReadonlyMap<string, ErrorMaker> = new Map<string, ErrorMaker>([
  ["Error", (message) => new Error(message)],
  ["TypeError", (message) => new TypeError(message)],
  ["RangeError", (message) => new RangeError(message)],
  ["SyntaxError", (message) => new SyntaxError(message)],
  ["ReferenceError", (message) => new ReferenceError(message)],
  ["EvalError", (message) => new EvalError(message)],
  ["URIError", (message) => new URIError(message)],
  ["AggregateError", (message) => new AggregateError([], message)],
  ["DOMException", (message, name) => new DOMException(message, name)],
  // The code is one of the fields that follow.
  ["ActorError", (message) => new ActorError("LINK_BROKEN" satisfies ActorErrorCode, message ?? "")],
]);

/** The nearest class of the error that the other side can rebuild. */
export function errorClassOf(error: object): string {
  let prototype: object | null = Object.getPrototypeOf(error);
  while (prototype !== null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    // By name, so that errors of another realm or of another copy of Troupe count as what they are.
    if (typeof maker === "function" && makers.has(maker.name) && isOriginal(maker, error)) return maker.name;
    prototype = Object.getPrototypeOf(prototype);
  }
  return "Error";
}

/** A class of the user's own that happens to be called `TypeError` is not the one. */
function isOriginal(maker: { readonly name: string }, error: object): boolean {
  if (maker.name === "ActorError") return "code" in error;
  if (maker.name === "DOMException") return maker === DOMException;
  return Function.prototype.toString.call(maker) === `function ${maker.name}() { [native code] }`;
}

/** An error of the class, or undefined if there is no such class. */
export function makeError(className: string, name: string, message: string): Error | undefined {
  return makers.get(className)?.(message === "" ? undefined : message, name);
}

/** The name that an error of the class has without a field of its own. */
export function nativeNameOf(className: string): string {
  return className === "ActorError" ? "Error" : className;
}
