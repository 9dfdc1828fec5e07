import { defineActor, type ActorDefinition } from "../../../mod.ts";

export type StillbornProtocol = { fail: () => void };

/** Labels, kept by the thread: an actor that comes back to it has been here. */
const startedBefore = new Set<string>();

/** Its `init` throws at once and not in a promise: the first time, or if it has a label at each restart. */
export const stillborn: ActorDefinition<string | undefined, StillbornProtocol> = defineActor({
  name: "stillborn",
  module: import.meta.url,
  init(label: string | undefined): undefined {
    if (label === undefined || startedBefore.has(label)) throw new RangeError("stillborn");
    startedBefore.add(label);
  },
  receive: {
    fail() {
      throw new Error("as told");
    },
  },
});
