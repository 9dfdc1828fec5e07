import { createSystem, defineActor, type RefOf } from "troupe";

/** Counts what it is told. */
export const tally = defineActor({
  name: "tally",
  init: () => ({ sum: 0 }),
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
  },
});

export async function spawnTally(): Promise<RefOf<typeof tally>> {
  const system = createSystem({ log: false });
  return system.spawn(tally);
}
