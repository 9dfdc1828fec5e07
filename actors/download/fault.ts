/** Why one try to download a page failed. `fetchPage` turns the last one into the error of the page. */
import { STATUS_CODES } from "node:http";
import { isPassingCode, isPassingStatus, retryAfterMs } from "./retry.ts";

export class Fault extends Error {
  override readonly name = "Fault";
  readonly isPassing: boolean;
  readonly status: number | undefined;
  readonly askedPauseMs: number;

  constructor(
    message: string,
    options: { isPassing?: boolean; status?: number; askedPauseMs?: number; cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.isPassing = options.isPassing ?? false;
    this.status = options.status;
    this.askedPauseMs = options.askedPauseMs ?? 0;
  }
}

/** The fault of a server that answered with something else than the page. */
export function statusFault(status: number, retryAfter?: string): Fault {
  const message = `it answered ${`${status} ${STATUS_CODES[status] ?? ""}`.trim()}`;
  return new Fault(message, { status, isPassing: isPassingStatus(status), askedPauseMs: retryAfterMs(retryAfter) });
}

/** The fault behind an error of the connection, or undefined if the error is none: then it is a mistake of the program. */
export function connectionFault(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  if (code === undefined) return undefined;
  // When every address of a host refuses, Node's AggregateError has a code but no message.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = error.message || (inner instanceof Error ? inner.message : "") || code;
  return new Fault(message, { isPassing: isPassingCode(code), cause: error });
}

/** An answer that is no HTTP has an error without a code. */
function codeOf(error: Error & { readonly code?: unknown }): string | undefined {
  if (typeof error.code === "string") return error.code;
  return error.name === "HTTPParserError" ? error.name : undefined;
}
