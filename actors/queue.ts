/** A queue that actors on several threads share: the same as `Queue` of Troupe, as an actor. */
import {
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type InitContext,
  type QueueOptions,
  type QueueOrder,
} from "../src/mod.ts";
import { unfinishedError, type Abandoned } from "./queue/abandoned.ts";
import { createHandlers } from "./queue/handlers.ts";
import { Items } from "./queue/items.ts";
import type { QueueProtocol } from "./queue/protocol.ts";
import { badOption } from "./queue/queue-error.ts";
import { Tasks } from "./queue/tasks.ts";

export interface QueueArgs {
  /** Default: `"fifo"`, or `"priority"` if the definition has a `compare`. */
  order?: QueueOrder | undefined;
  /** How many items may wait, from 1; beyond that a `put` waits. Default: `Infinity`. */
  capacity?: number | undefined;
  /** An item whose taker ends without `taskDone` goes to the next one, instead of counting as done. Default: false. */
  redeliver?: boolean | undefined;
}

/** What {@link defineQueue} takes. */
export interface QueueSpec<T> {
  /** Unique within its module. */
  readonly name: string;
  /** `import.meta.url`: where other threads find the definition, and with it `compare`. */
  readonly module?: string;
  /** As of a `Queue`. A function cannot be sent, so it is a part of the definition. */
  readonly compare?: (first: T, second: T) => number;
}

/** A ref to a queue, to be handed to all who put and take, and opened with `openQueue`. */
export type QueueRef<T> = ActorRef<QueueProtocol<T>>;

/**
 * Describes a queue with an order of its own; for all others there is {@link queue}.
 *
 * @throws {ActorError} `BAD_OPTION`
 *
 * @example
 * export const urgentFirst = defineQueue<Job>({
 *   name: "urgent-first",
 *   module: import.meta.url,
 *   compare: (one, other) => other.urgency - one.urgency,
 * });
 */
export function defineQueue<T>(
  spec: QueueSpec<T> & { readonly module: string },
): ActorDefinition<QueueArgs | undefined, QueueProtocol<T>>;
export function defineQueue<T>(
  spec: QueueSpec<T>,
): ActorDefinition<QueueArgs | undefined, QueueProtocol<T>, never, undefined>;
export function defineQueue<T>({
  compare,
  ...identity
}: QueueSpec<T>): ActorDefinition<QueueArgs | undefined, QueueProtocol<T>, never, string | undefined> {
  if (compare !== undefined) readArgs({}, compare); // a wrong one is noticed here, and not at each start
  return defineActor({
    ...identity,
    init(args: QueueArgs | undefined, { self }: InitContext<"abandoned">) {
      const { redeliver, items } = readArgs(args, compare);
      const report = (abandoned: Abandoned<T>): void => self.tell("abandoned", abandoned);
      return new Tasks<T>({ items, path: self.path, redeliver, report });
    },
    receive: createHandlers<T>(),
    ended({ state, self }) {
      const left = state?.end() ?? [];
      if (left.length > 0) throw unfinishedError(self.path, left); // which is a `fault` event, and ends nothing
    },
  });
}

/**
 * A queue, with the meaning of Python's `queue` module.
 *
 * Spawn it transient, or close it: while somebody waits at it, it does not drain. After a restart it is empty.
 *
 * @example
 * const tasks = await ctx.spawn(queue, { args: { capacity: 100 }, transient: true });
 * for (const on of ["thread", "thread"] as const) await ctx.spawn(worker, { args: tasks, on, transient: true });
 */
// oxlint-disable-next-line typescript/no-explicit-any -- what it holds, its user knows
export const queue: ActorDefinition<QueueArgs | undefined, QueueProtocol<any>> = defineQueue({
  name: "queue",
  module: import.meta.url,
});

/** @throws {ActorError} `BAD_OPTION` */
function readArgs<T>(
  args: QueueArgs = {},
  compare: QueueSpec<T>["compare"],
): { readonly items: Items<T>; readonly redeliver: boolean } {
  const act = "make a queue";
  if (typeof args !== "object" || args === null) throw badOption(act, "args", "an object", args);
  const { order = compare === undefined ? "fifo" : "priority", capacity = Infinity, redeliver = false, ...more } = args;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw badOption(act, "args", "order, capacity and redeliver alone", args);
  if (typeof redeliver !== "boolean") throw badOption(act, "redeliver", "true or false", redeliver);
  const options: QueueOptions<T> = { order, capacity };
  return { items: new Items(compare === undefined ? options : { ...options, compare }), redeliver };
}
