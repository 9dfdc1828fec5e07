/** Says that work is still going on, at an interval. Spawn it transient: then it ends with the work. */
import { defineActor, type ActorDefinition } from "../src/mod.ts";

export interface HeartbeatArgs {
  /** What is going on, as in `Still downloading`. */
  doing: string;
  /** In milliseconds. */
  everyMs: number;
  /** How many pieces of work there are. */
  total: number;
}

export interface HeartbeatProtocol {
  /** So many pieces are done. */
  done: (count: number) => void;
}

/**
 * Prints `Still downloading: 2 of 4` on standard error every `everyMs`, and nothing any more once all is done.
 *
 * @example
 * const beat = await ctx.spawn(heartbeat, { args: { doing: "downloading", everyMs: 100, total: 4 }, transient: true });
 * beat.tell("done", 2);
 */
export const heartbeat: ActorDefinition<HeartbeatArgs, HeartbeatProtocol> = defineActor({
  name: "heartbeat",
  module: import.meta.url,
  init({ doing, everyMs, total }: HeartbeatArgs, ctx) {
    ctx.every(everyMs, "beat");
    return { doing, total, done: 0 };
  },
  receive: {
    beat({ state: { doing, done, total } }) {
      if (done < total) console.error(`Still ${doing}: ${done} of ${total}`);
    },
    done({ state }, count: number) {
      state.done = count;
    },
  },
});
