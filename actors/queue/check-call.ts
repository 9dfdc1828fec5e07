import type { CloseQueueOptions } from "../../src/mod.ts";
import type { PutCall, QueueCall, QueueOpening } from "./protocol.ts";
import { actAt, badOption, type QueueAct } from "./queue-error.ts";

// The compiler has checked what `openQueue` sends. Others may send anything, and must not crash the queue with it.

/** @throws {ActorError} `BAD_OPTION` */
export function checkCall(act: QueueAct, path: string, call: unknown): asserts call is QueueCall {
  checkFields(actAt(act, path), call);
}

/** @throws {ActorError} `BAD_OPTION` */
export function checkPut(path: string, call: unknown): asserts call is PutCall<unknown> {
  checkFields(actAt("put", path), call);
  if (!Object.hasOwn(call, "item")) throw badOption(actAt("put", path), "the call", "an object with an item", call);
}

/** @throws {ActorError} `BAD_OPTION` */
export function checkDone(path: string, call: unknown): asserts call is Pick<QueueCall, "session"> {
  checkFields(`call an item of queue "${path}" done`, call);
}

/** @throws {ActorError} `BAD_OPTION` */
export function checkTicket(path: string, ticket: unknown): asserts ticket is string {
  if (typeof ticket !== "string") throw badOption(`find a call to queue "${path}"`, "its ticket", "a text", ticket);
}

/** @throws {ActorError} `BAD_OPTION` for all but the taker, of which `ctx.watch` knows. */
export function checkOpening(path: string, opening: unknown): asserts opening is QueueOpening {
  if (isObject(opening) && typeof opening["session"] === "string") return;
  throw badOption(`open queue "${path}"`, "the opening", "an object with session and taker", opening);
}

/** @throws {ActorError} `BAD_OPTION` */
export function checkClose(path: string, options: unknown): asserts options is CloseQueueOptions {
  const act = `close queue "${path}"`;
  if (!isObject(options)) throw badOption(act, "options", "an object", options);
  const { now, ...more } = options;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw badOption(act, "options", "now alone", options);
  if (now !== undefined && typeof now !== "boolean") throw badOption(act, "now", "true or false", now);
}

const fields: readonly (readonly [name: string, wanted: string, isValid: (value: unknown) => boolean])[] = [
  ["session", "a text", (value) => typeof value === "string"],
  ["ticket", "a text", (value) => typeof value === "string"],
  ["timeoutMs", "a number of ms from 0", (value) => typeof value === "number" && value >= 0],
];

function checkFields(act: string, call: unknown): asserts call is QueueCall {
  if (!isObject(call)) throw badOption(act, "the call", "an object", call);
  for (const [name, wanted, isValid] of fields) {
    const value = call[name];
    if (value !== undefined && !isValid(value)) throw badOption(act, name, wanted, value);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
