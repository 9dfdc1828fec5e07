import { defineActor, type ActorRef } from "../../../src/mod.ts";

export const doubler = defineActor({
  name: "doubler",
  module: import.meta.url,
  receive: { double: (_ctx, n: number) => n * 2 },
});

/** Asks a pool that it was given, or one of its own. */
export const asker = defineActor({
  name: "asker",
  module: import.meta.url,
  init: (pool?: ActorRef<{ double: (n: number) => number }>) => ({ pool }),
  receive: {
    async askForAll({ state }, count: number) {
      const asks = Array.from({ length: count }, (_, n) => state.pool?.ask("double", n) ?? Promise.resolve(0));
      return (await Promise.all(asks)).reduce((sum, reply) => sum + reply, 0);
    },
    async poolOfItsOwn({ pool }, { size, jobs }: { size: number; jobs: number }) {
      const own = await pool(doubler, { size, on: "thread" });
      let sum = 0;
      for await (const reply of own.map(
        "double",
        Array.from({ length: jobs }, (_, n) => n),
      ))
        sum += reply;
      return sum;
    },
  },
});
