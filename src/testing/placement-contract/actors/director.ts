import { defineActor, type ActorDefinition, type ActorRef } from "../../../mod.ts";

export type DirectorProtocol = {
  /** Replies what the test says to that line; what the test throws is refused with. */
  cue: (line: string) => unknown;
};

export type DirectorRef = ActorRef<DirectorProtocol>;

/** On the test's side: decides what the members of a family do, while others wait for their cues. */
export const director: ActorDefinition<(line: string) => unknown, DirectorProtocol, never, undefined> = defineActor({
  name: "director",
  concurrency: Infinity,
  init: (answer: (line: string) => unknown) => answer,
  receive: {
    async cue({ state, refuse }, line: string) {
      try {
        return await state(line);
      } catch (thrown) {
        return refuse(thrown as Error);
      }
    },
  },
});
