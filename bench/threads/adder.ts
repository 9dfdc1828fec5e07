import { createSystem, defineActor, type Child, type ProtocolOf } from "troupe";

/** What crosses: an object of two fields. */
export interface Two {
  a: number;
  b: string;
}

export const adder = defineActor({
  name: "adder",
  module: import.meta.url,
  init: () => ({ count: 0 }),
  receive: {
    add({ state }, two: Two) {
      state.count += two.b.length;
    },
    double: (_ctx, two: Two) => ({ a: two.a * 2, b: two.b }),
    count: ({ state }) => state.count,
  },
});

/** On a thread that runs nothing else. */
export async function spawnAdder(): Promise<Child<ProtocolOf<typeof adder>>> {
  const system = createSystem({ log: false });
  return system.spawn(adder, { on: { thread: { own: true } } });
}
