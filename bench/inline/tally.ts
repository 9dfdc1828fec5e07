import { createSystem, defineActor, type ActorDefinition, type ActorRef } from "troupe";

export interface TallyProtocol {
  add: (by: number) => void;
  plus: (by: number) => number;
  sum: () => number;
  fail: () => void;
}

export type TallyDefinition = ActorDefinition<void, TallyProtocol, never, undefined>;

/** Counts what it is told. */
export const tally: TallyDefinition = defineTally("tally");

/** Each of its actors has a timer that has not fired yet. */
export const timedTally: TallyDefinition = defineTally("timed-tally", 3_600_000);

/** So many definitions of it, each of a name of its own. */
export function defineTallies(count: number): TallyDefinition[] {
  return Array.from({ length: count }, (_, index) => defineTally(`tally-${index}`));
}

export async function spawnTally(): Promise<ActorRef<TallyProtocol>> {
  const system = createSystem({ log: false });
  return system.spawn(tally);
}

function defineTally(name: string, everyMs?: number): TallyDefinition {
  return defineActor({
    name,
    init: (_args: void, { every }) => {
      if (everyMs !== undefined) every(everyMs, "add", 1);
      return { sum: 0 };
    },
    receive: {
      add({ state }, by: number) {
        state.sum += by;
      },
      plus({ state }, by: number) {
        return state.sum + by;
      },
      sum({ state }) {
        return state.sum;
      },
      fail(): void {
        throw new Error("on purpose");
      },
    },
  });
}
