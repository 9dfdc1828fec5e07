import { ActorError } from "../../src/mod.ts";

/** An item that was taken and that its taker will never call done. */
export interface Abandoned<T> {
  readonly item: T;
  /** The path of whoever had taken it; undefined for plain code. */
  readonly taker: string | undefined;
  readonly why: keyof typeof whys;
  /** It goes to the next taker. */
  readonly isRedelivered: boolean;
}

const whys = {
  ended: "has ended without taskDone()",
  restarted: "has started again without taskDone()",
  "cannot cross": "cannot be sent it",
  cleared: "did not get it any more before the queue was cleared",
};

/** What the `fault` event of such an item carries: `taker` and `item` are fields of its own. */
export function abandonedError<T>(path: string, { item, taker, why, isRedelivered }: Abandoned<T>): ActorError {
  const who = taker === undefined ? "its taker" : `its taker "${taker}"`;
  const fate = isRedelivered ? "so the next one gets it" : "so it counts as done";
  const message = `Cannot have an item of queue "${path}" done: ${who} ${whys[why]}, ${fate}`;
  return new ActorError("TASK_ABANDONED", message, { details: { taker, item } });
}

/** So many of them are shown. */
const MOST_SHOWN = 1_000;

/** The same for all that were not done when the queue itself has ended: `items` and `count` are fields of its own. */
export function unfinishedError(path: string, items: readonly unknown[]): ActorError {
  const what = items.length === 1 ? "an item" : `${items.length} items`;
  const message = `Cannot have ${what} of queue "${path}" done: it has ended`;
  return new ActorError("TASK_ABANDONED", message, {
    details: { items: items.slice(0, MOST_SHOWN), count: items.length },
  });
}
