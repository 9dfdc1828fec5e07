import { defineActor, type ActorDefinition, type ActorRef } from "../../../mod.ts";

/** What a handler waits at until the test opens it, wherever that handler runs. */
export type GateProtocol = { pass: () => unknown };

export type GateRef = ActorRef<GateProtocol>;

export const gate: ActorDefinition<Promise<unknown>, GateProtocol, never, undefined> = defineActor({
  name: "gate",
  // In an object: a promise as the state itself would be waited for.
  init: (opened: Promise<unknown>) => ({ opened }),
  receive: {
    async pass({ state, refuse }) {
      const value = await state.opened;
      return value instanceof Error ? refuse(value) : value;
    },
  },
});
