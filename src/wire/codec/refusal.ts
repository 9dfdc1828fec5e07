import { ActorError } from "../../core/errors.ts";
import { formatPath, formatPlace, type Step } from "./path.ts";

/** Thrown inside the encoder by whoever cannot write a value; where it was is known one level up. */
export class Refusal extends Error {
  constructor(reason: string, options?: { cause: unknown }) {
    super(reason, options);
    this.name = "Refusal";
  }
}

/** Turns whatever stopped the encoder, a refusal or what a getter or a proxy threw, into the sender's error. */
export function notSendable(thrown: unknown, root: string, steps: readonly Step[]): ActorError {
  const path = formatPath(steps);
  const cause = causeOf(thrown);
  return new ActorError("NOT_SENDABLE", `Cannot send ${formatPlace(root, path)}: ${reasonOf(thrown)}`, {
    details: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What stands in an error for a field that cannot cross. */
export function substituteFor(thrown: unknown, steps: readonly Step[]): string {
  const path = formatPath(steps);
  return path === "" ? `[${reasonOf(thrown)}]` : `[${path}: ${reasonOf(thrown)}]`;
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Refusal) return thrown.message;
  if (thrown instanceof ActorError && thrown.code === "NOT_SENDABLE") {
    return thrown.message.replace(/^Cannot send [^:]*: /, "");
  }
  return `reading it threw ${describe(thrown)}`;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Refusal ? thrown.cause : thrown;
}

/** Even this may throw: the sender's code decides what it throws. */
function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}
