import { ActorError, messageOf } from "../../core/errors.ts";
import { formatPath, formatPlace, type Step } from "./path.ts";

/** Thrown inside the encoder by whoever cannot write a value; where it was is known one level up. */
export class Refusal extends Error {
  constructor(reason: string, options?: { cause: unknown }) {
    super(reason, options);
    this.name = "Refusal";
  }
}

/** Turns whatever stopped the encoder, a refusal or what a getter or a proxy threw, into the sender's error. */
export function notSendable(thrown: unknown, root: string, steps: readonly Step[], type?: string): ActorError {
  const path = formatPath(steps);
  const { reason, ...origin } = explain(thrown);
  const ofMessage = type === undefined ? "" : ` of "${type}"`;
  return new ActorError("NOT_SENDABLE", `Cannot send ${formatPlace(root, path)}${ofMessage}: ${reason}`, {
    details: { path },
    ...origin,
  });
}

/** For whoever was to get a value of which a part cannot be built on the host where it has arrived. */
export function notReadable(root: string, cause: Error): ActorError {
  return new ActorError("NOT_SENDABLE", `Cannot read ${root}: ${messageOf(cause)}`, { cause });
}

/** What stands in an error for a field that cannot cross. */
export function substituteFor(thrown: unknown, steps: readonly Step[]): string {
  const path = formatPath(steps);
  const { reason } = explain(thrown);
  return path === "" ? `[${reason}]` : `[${path}: ${reason}]`;
}

interface Explanation {
  readonly reason: string;
  readonly cause?: unknown;
}

function explain(thrown: unknown): Explanation {
  try {
    if (thrown instanceof Refusal) {
      return thrown.cause === undefined ? { reason: thrown.message } : { reason: thrown.message, cause: thrown.cause };
    }
    // From the scope, about a ref.
    if (thrown instanceof ActorError && thrown.code === "NOT_SENDABLE")
      return { reason: thrown.message, cause: thrown };
    return { reason: `reading it threw ${String(thrown)}`, cause: thrown };
  } catch {
    // What was thrown defends itself, such as a revoked proxy.
    return { reason: "reading it threw something that cannot be shown", cause: thrown };
  }
}
