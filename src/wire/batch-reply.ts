import type { BatchFailure, BatchReply } from "../cell/batch.ts";
import { refusalOf } from "./codec/encode.ts";
import type { OutgoingFrame } from "./codec/outgoing-frame.ts";

/** A reply that cannot cross, with failures in place of those of its values that cannot. */
export function withoutUnsendable({ values, failures = [] }: BatchReply, frame: OutgoingFrame): BatchReply {
  const unsendable = new Map<number, BatchFailure>();
  for (const [index, value] of values.entries()) {
    const error = refusalOf(value, frame, "reply");
    if (error !== undefined) unsendable.set(index, [index, error, false]);
  }
  return {
    values: values.map((value, index) => (unsendable.has(index) ? undefined : value)),
    failures: [...failures, ...unsendable.values()],
  };
}
