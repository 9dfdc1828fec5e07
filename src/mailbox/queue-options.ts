import { aBoolean, aFunction, badOption, checkOptions, oneOf, type Rules, wholeFrom } from "../core/check-options.ts";
import type { QueueOrder } from "../core/mailbox-options.ts";
import type { Compare } from "./sorted-items.ts";

export interface QueueOptions<T> {
  /** Default: `"fifo"`, first in, first out; `"lifo"` is last in, first out; `"priority"` the smallest first. */
  readonly order?: QueueOrder;
  /** How many items may wait, from 1; beyond that a `put` waits. Default: `Infinity`. */
  readonly capacity?: number;
  /**
   * For the order `"priority"`: below 0 if the first is to be taken before the second, as for `sort()`. Equals keep the order
   * in which they were put. Default: smaller numbers, or texts, first.
   */
  readonly compare?: Compare<T>;
}

export interface CloseQueueOptions {
  /** Hand back what is left, instead of letting it be taken. Default: false. */
  readonly now?: boolean;
}

const queueRules: Rules<QueueOptions<unknown>> = {
  order: oneOf("fifo", "lifo", "priority"),
  capacity: wholeFrom(1),
  compare: aFunction,
};
const closeRules: Rules<CloseQueueOptions> = { now: aBoolean };

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkQueueOptions(options: unknown): void {
  const act = "make a queue";
  checkOptions(act, options, queueRules);
  const { order = "fifo", compare } = options as QueueOptions<unknown>;
  if (compare === undefined || order === "priority") return;
  throw badOption(act, "compare", `left out when order is "${order}"`, compare);
}

/** @throws {ActorError} `BAD_OPTION`, with the option and what was given. */
export function checkCloseOptions(options: unknown): void {
  checkOptions("close the queue", options, closeRules);
}
